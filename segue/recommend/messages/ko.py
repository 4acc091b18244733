"""한국어. A particle follows the sound before it: `{track:과/와}` is 과 after a consonant, 와 after a vowel."""

from segue.recommend.message import Language

_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28  # Hangul syllables; each block of 28 begins without a final consonant
_DIGITS = "영일이삼사오육칠팔구"
_NUMBERS = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")


def number(n: int) -> str:
    """Before a counter (곡, 번)."""
    return _NUMBERS[n] if 0 < n < len(_NUMBERS) else f"{n:,}"


def place(value: object, spec: str) -> str:
    """The value, and the one of two particles that its last sound asks for; both where the sound is not known."""
    text = str(value)
    if not spec:
        return text
    after_consonant, _, after_vowel = spec.partition("/")
    last = next((c for c in reversed(text) if c.isalnum()), "")
    if last.isascii() and last.isdigit():
        last = _DIGITS[int(last)]
    if len(last) == 1 and _FIRST <= ord(last) <= _LAST:
        return text + (after_consonant if (ord(last) - _FIRST) % _FINALS else after_vowel)
    return f"{text}{after_consonant}({after_vowel})"


language = Language(
    name="한국어",
    plural=lambda _: "other",
    number=number,
    place=place,
    weekdays=("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    months=tuple(f"{n}월" for n in range(1, 13)),
    texts={
        "track": "“{title}”",
        "track_by": "{artist}의 “{title}”",
        "times": "{n} 번",
        "just_now": "방금",
        "tonight": "오늘 밤에",
        "last_night": "어젯밤에",
        "this_night": "어젯밤에",
        "this_morning": "오늘 아침에",
        "this_afternoon": "오늘 오후에",
        "this_evening": "오늘 저녁에",
        "yesterday_night": "그저께 밤에",
        "yesterday_morning": "어제 아침에",
        "yesterday_afternoon": "어제 오후에",
        "yesterday_evening": "어제 저녁에",
        "on_weekday": "{weekday}에",
        "in_month": "{year}년 {month}에",
        "liked": "좋아요를 누른 곡입니다",
        "seed": "시작한 곡인 {track:과/와} 비슷합니다",
        "again": "모두 {times} 끝까지 들었고, 마지막은 {when} 들은 곡입니다",
        "followed": "{artist:을/를} 골랐기 때문입니다",
        "near_followed": "골라 둔 {artist:과/와} 비슷하기 때문입니다",
        "artist": "{artist}의 곡을 {n} 곡 끝까지 들었기 때문입니다",
        "artist_liked": "좋아하는 {artist}의 곡이 {n} 곡 있기 때문입니다",
        "artist_seems": "좋아하는 듯한 {artist}의 곡이 {n} 곡 있기 때문입니다",
        "alike": "{track:을/를} 끝까지 들었기 때문입니다",
        "alike_liked": "{track:을/를} 좋아하기 때문입니다",
        "alike_seems": "{track:을/를} 좋아하는 듯하기 때문입니다",
        "tag": "{tag} 태그가 붙은 곡을 {n} 곡 끝까지 들었기 때문입니다",
        "tag_liked": "{tag} 태그가 붙은 곡을 {n} 곡 좋아하기 때문입니다",
        "tag_seems": "{tag} 태그가 붙은 곡을 {n} 곡 좋아하는 듯하기 때문입니다",
        "taste": "끝까지 듣는 곡들과 잘 맞습니다",
        "taste_liked": "좋아하는 곡들과 잘 맞습니다",
        "listeners": "취향이 비슷한 사람들이 끝까지 듣는 곡입니다",
        "catalogue": "취향은 아직 알 수 없지만 카탈로그에 있는 곡입니다",
        "friends": "친구가 좋아하는 곡입니다",
        "popular": "여기서 많은 사람이 끝까지 듣는 곡입니다",
        "popular_elsewhere": "많은 사람이 끝까지 듣는 곡입니다",
        "little_known": "카탈로그에 있지만 아직 아는 사람이 적은 곡입니다",
        "resume": "{when} {clock}에서 멈췄습니다",
        "onwards": "{when} 끝까지 들은 {track}의 다음입니다",
        "after": "{track}의 다음입니다",
        "tried": "아직 알려진 것이 적어 그런 곡을 위한 자리에서 한번 들려 드립니다",
        "closer": "{did} {track:과/와} 비슷하기 때문입니다",
        "alike_skipped": "{did} {track:과/와} 비슷하기 때문입니다",
        "turned": "{part}는 이런 곡을 끝까지 듣는데 이번에는 {n} 곡을 건너뛰었기 때문입니다",
        "part_morning": "평일 아침에",
        "part_day": "평일 낮에",
        "part_evening": "평일 저녁에",
        "part_night": "밤에",
        "part_weekend": "주말에",
        "made_room": "{did} {track} 덕분에 자리가 났습니다",
        "moved_on": "{did} {track} 때문에 다른 곡들이 앞섰습니다",
        "chose_closer": "{artist:을/를} 골라서 목록이 바뀌었습니다",
        "unknown": "아직 모델에 없는 곡에 대한 소식이 있었습니다",
        "model": "새 모델이 답했습니다",
        "time": "지난번 답 이후로 시간이 지났습니다",
        "skipped_often": "{times} 건너뛴 곡입니다",
        "itself": "{when} {did} 곡입니다",
        "did_play": "들은",
        "did_resume": "이어 들은",
        "did_pause": "일시 정지한",
        "did_seek": "건너뛰며 들은",
        "did_stop": "멈춘",
        "did_skip": "건너뛴",
        "did_complete": "끝까지 들은",
        "did_like": "좋아요를 누른",
        "did_unlike": "좋아요를 취소한",
        "did_ban": "차단한",
        "did_unban": "다시 허용한",
        "did_rate": "평점을 준",
        "did_save": "저장한",
        "did_unsave": "저장을 취소한",
        "did_other": "알려 준",
        "prompt_understood": "이렇게 이해했습니다: {what}",
        "prompt_nothing": "알아들은 말이 없어 좋아하실 만한 곡을 골랐습니다",
        "prompt_gave": "모두 맞는 곡이 모자라 다음은 양보했습니다: {what}",
        "prompt_stranger": "말씀하신 아티스트 가운데 여기에 없는 이름이 있습니다",
        "prompt_empty": "맞는 곡이 없습니다",
        "prompt_not_moods": "{what} 곡 제외",
        "prompt_not_genres": "{what} 제외",
        "prompt_not_years": "{what} 제외",
        "prompt_not_tempo": "{what} 제외",
        "prompt_not_languages": "{what} 노래 제외",
        "prompt_not_artists": "{what} 제외",
        "prompt_by": "{what}의 곡",
        "prompt_like": "{what:과/와} 비슷한 곡",
        "prompt_languages": "{what} 노래",
        "prompt_vocals_with": "보컬 있는 곡",
        "prompt_vocals_without": "보컬 없는 곡",
        "prompt_novelty_new": "처음 듣는 곡",
        "prompt_novelty_known": "아는 곡",
        "prompt_fame_niche": "잘 알려지지 않은 곡",
        "prompt_fame_famous": "잘 알려진 곡",
        "prompt_shape_rising": "점점 신나게",
        "prompt_shape_falling": "점점 잔잔하게",
        "prompt_shape_arc": "점점 신나게, 그다음 차분하게",
        "prompt_shape_steady": "한결같은 에너지로",
        "prompt_tempo_slow": "느린 곡",
        "prompt_tempo_medium": "중간 빠르기",
        "prompt_tempo_fast": "빠른 곡",
        "prompt_minutes": "{digits}분쯤",
        "prompt_tracks": "{n} 곡",
        "prompt_decade": "{year}년대",
        "prompt_years": "{low}년부터 {high}년까지",
        "prompt_years_one": "{low}년",
        "prompt_years_from": "{low}년부터",
        "prompt_years_until": "{high}년까지",
        "prompt_bpm": "{low}~{high} bpm",
        "prompt_bpm_one": "{low} bpm",
        "prompt_bpm_from": "{low} bpm 이상",
        "search_like": "{name} 같은 노래",
        "search_like_mood": "{name} 같은 {mood} 노래",
        "prompt_bpm_until": "{high} bpm 이하",
    },
)

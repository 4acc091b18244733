"""Korean."""

from segue.playlists.dj.wording import Lines

lines = Lines(
    month="{year}년 {month}",
    date="{year}년 {month} {day}일",
    parts={"night": ("밤",) * 2, "morning": ("아침",) * 2, "afternoon": ("오후",) * 2, "evening": ("저녁",) * 2},
    texts={
        "every": (
            "{month}에는 {part}마다 이 곡을 들으셨어요. {track}입니다.",
            "{month}의 모든 {part}에 {track:이/가} 있었어요.",
            "기억나세요? {month}, {part}마다 듣던 {track}입니다.",
            "{track}. {month}에 하루도 빠짐없이 {part}에 들으셨던 곡이에요.",
        ),
        "most": (
            "{month}에 이 곡을 들은 {part:이/가} 모두 {digits}일이에요. {track}입니다.",
            "{month}에는 {digits}일이나 {part}에 {track:을/를} 들으셨어요.",
            "기억나세요? {month}, {part}에 {digits}일 동안 듣던 {track}입니다.",
            "{track}. {month}에 {digits}일, {part}에 들으셨던 곡이에요.",
        ),
        "month": (
            "{month}에 {times} 들으셨던 {track}입니다.",
            "{month}에는 {track:을/를} {times} 들으셨어요.",
            "{track}. {month}에만 {times} 들으셨어요.",
            "{month}로 돌아가 볼까요? 그때 {times} 들으셨던 곡, {track}입니다.",
        ),
        "row": (
            "{date}까지 {digits}일을 이어서 들으셨던 {track}입니다.",
            "{digits}일 동안 날마다 들으셨던 곡이에요. 마지막 날은 {date}이었고요. {track}입니다.",
            "{track}. {date}까지 {digits}일을 내리 들으셨어요.",
        ),
        "rested": (
            "{track}, 마지막으로 들으신 때는 {month}이에요.",
            "{month} 이후로 쉬고 있던 {track}입니다.",
            "오랜만이에요. {month}에 마지막으로 들으셨던 {track}입니다.",
            "{month}부터 조용했던 곡이에요. {track}입니다.",
        ),
        "again": (
            "지금까지 {times} 들으셨고, 마지막은 {when} 들으신 {track}입니다.",
            "오랜 친구 같은 곡이죠. {times} 들으셨던 {track}입니다.",
            "{track}, 지금까지 {times} 들으셨어요.",
            "벌써 {times} 들으신 곡, {track}입니다.",
        ),
        "since": (
            "{month}부터 알고 지낸 {track}입니다.",
            "{track:을/를} 처음 들으신 때는 {month}이에요.",
            "{month}부터 함께한 곡, {track}입니다.",
            "{month}에 처음 만난 {track}입니다.",
        ),
        "liked": (
            "좋아요를 누르신 {track}입니다.",
            "마음에 든다고 하셨던 곡이에요. {track}입니다.",
            "{track}, 좋아요를 누르신 곡이죠.",
            "좋아하신 곡들 가운데 {track}입니다.",
        ),
        "new_track": (
            "{artist:은/는} 아시죠? 이 곡은 처음이실 거예요. {track}입니다.",
            "처음 들려 드리는 {track}입니다.",
            "{track}, 여기서는 처음이에요.",
            "오늘 처음 만나는 곡, {track}입니다.",
        ),
        "new_artist": (
            "{artist:은/는} 처음이실 거예요. {track}입니다.",
            "새로운 이름을 소개할게요. {artist}입니다.",
            "{artist:을/를} 여기서 처음 만나 보세요. {track}입니다.",
            "처음 만나는 음악가, {artist}입니다.",
        ),
        "artist_tracks": (
            "{artist}의 다른 곡을 {n} 곡 들으셨어요.",
            "이 곡 말고도 {artist}의 곡을 {n} 곡 들으셨죠.",
            "{n} 곡을 들으셨던 {artist}, 이번에는 다른 곡이에요.",
        ),
        "artist_other": (
            "{other:을/를} {times} 들으셨죠. 다시 {artist}입니다.",
            "{times} 들으신 {other}, 그 음악가의 다른 곡 {track}입니다.",
            "{other}, {times} 들으셨어요. 이번에는 {track}입니다.",
        ),
        "ago": (
            "{year}년, 그러니까 {digits}년 전에 나온 {track}입니다.",
            "{digits}년 전인 {year}년에 {artist:이/가} 낸 곡이에요. {track}입니다.",
            "{track}, {year}년에 나와서 이제 {digits}년이 된 곡이에요.",
            "{digits}년 된 곡이에요. {year}년의 {track}입니다.",
        ),
        "this_year": (
            "올해 나온 {track}입니다.",
            "{track}, 올해 나온 곡이에요.",
            "올해의 곡 가운데 {track}입니다.",
        ),
        "year": (
            "{year}년에 나온 {track}입니다.",
            "{track}, {year}년의 곡이에요.",
            "{artist:이/가} {year}년에 낸 곡이에요. {track}입니다.",
            "때는 {year}년, 곡은 {track}입니다.",
        ),
        "release": (
            "{release}에 실린 {track}입니다.",
            "{track}, {release}에서 골랐어요.",
            "{release}에서 한 곡, {track}입니다.",
            "이 곡은 {release}에 있어요. {track}입니다.",
        ),
        "tag": (
            "{track}, 태그는 {tag}입니다.",
            "{tag} 한 곡, {track}입니다.",
            "이번에는 {tag:이에요/예요}. {track}입니다.",
            "{tag} 쪽에서 골랐어요. {track}입니다.",
        ),
        "long": (
            "{digits}분 동안 이어지는 {track}입니다.",
            "느긋하게 들어 보세요. {digits}분짜리 {track}입니다.",
            "{track}, {digits}분 동안 함께해요.",
        ),
        "same_release": (
            "이번에도 {release}에서, {track}입니다.",
            "{release}에 조금 더 머물러요. {artist}입니다.",
            "{last:과/와} 이 곡은 모두 {release}에 있어요.",
        ),
        "same_artist": (
            "다시 {artist}, {track}입니다.",
            "{artist}의 곡을 하나 더 들려 드려요.",
            "{artist:과/와} 조금 더 함께해요. {track}입니다.",
            "{last}에 이어, 한 번 더 {artist}입니다.",
        ),
        "shared_tag": (
            "{last:과/와} {track}, 둘 다 {tag} 태그가 붙은 곡이에요.",
            "{tag} 한 곡 더, {track}입니다.",
            "{last}에서 {track:으로/로}, {tag:은/는} 그대로예요.",
            "앞 곡도 {tag}, 이번에도 {tag}. {track}입니다.",
        ),
        "same_year": (
            "{last:과/와} {track}, 둘 다 {year}년에 나왔어요.",
            "{year}년에 조금 더 머물러요. {track}입니다.",
            "같은 해, {year}년에 나온 {track}입니다.",
            "한 번 더 {year}년으로, {track}입니다.",
        ),
        "later": (
            "{digits}년 뒤인 {year}년으로 가요. {track}입니다.",
            "{last}보다 {digits}년 뒤, {year}년의 {track}입니다.",
            "{last}에서 {digits}년 뒤로, {year}년이에요.",
            "{digits}년 더 젊은 곡, {year}년의 {track}입니다.",
        ),
        "earlier": (
            "{digits}년 앞선 {year}년으로 가요. {track}입니다.",
            "{last}보다 {digits}년 앞선 {year}년의 {track}입니다.",
            "{last}에서 {digits}년 거슬러, {year}년이에요.",
            "{digits}년 더 오래된 곡, {year}년의 {track}입니다.",
        ),
        "same_tempo": (
            "빠르기는 그대로, 분당 {bpm}박이에요. {track}입니다.",
            "분당 {bpm}박으로 이어 가요. {track}입니다.",
            "{last}의 박자 그대로, 분당 {bpm}박인 {track}입니다.",
        ),
        "faster": (
            "조금 더 빠르게, 분당 {from}박에서 {bpm}박으로. {track}입니다.",
            "분당 {from}박에서 {bpm}박으로 올라가요.",
            "{from}박에서 {bpm}박으로 빨라지는 {track}입니다.",
        ),
        "slower": (
            "조금 더 느리게, 분당 {from}박에서 {bpm}박으로. {track}입니다.",
            "분당 {from}박에서 {bpm}박으로 내려가요.",
            "{from}박에서 {bpm}박으로 느려지는 {track}입니다.",
        ),
        "same_key": (
            "{track:은/는} {last:과/와} 조가 같아요.",
            "조는 그대로, {last} 다음에 {track}입니다.",
            "같은 조로 이어 가요. {track}입니다.",
        ),
        "livelier": (
            "{last}보다 한 걸음 더 힘차게, {track}입니다.",
            "이제 조금 더 신나게, {track}입니다.",
            "{track:으로/로} 힘을 내 볼까요?",
            "{last} 다음에는 더 힘찬 {track}입니다.",
        ),
        "calmer": (
            "{last}보다 한 걸음 더 차분하게, {track}입니다.",
            "이제 조금 더 잔잔하게, {track}입니다.",
            "{track:으로/로} 숨을 골라 볼까요?",
            "{last} 다음에는 더 잔잔한 {track}입니다.",
        ),
        "why": (
            "{track}, 고른 까닭은 이래요. {reason}.",
            "{track:을/를} 고른 까닭이 있어요. {reason}.",
            "왜 이 곡이냐고요? {reason}.",
            "이번 곡은 {track}. {reason}.",
        ),
    },
    neutral=(
        "이번 다음 이제 자 그럼 여기 이 곡 노래 음악 들어 보세요 들려 드릴게요 드려요 함께 이어서 곡은 곡을 이어 가요 "
        "입니다 이에요 예요 의 은 는 이 가 을 를 과 와 로 으로 에"
    ),
    negations="안 못 않 없 아니 말고",
)

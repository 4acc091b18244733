"""한국어. Stems, because endings and particles follow them: 신나는, 신나게."""

from segue.playlists.prompt import korean
from segue.playlists.prompt.phrases import Lexicon, words

lexicon = Lexicon(
    phrases={
        "moods=happy": """
            행복; 기쁜; 기쁨; 즐거; 즐겁; 밝은; 밝고; 기분 좋; 기분좋; 유쾌; 상쾌; 명랑; 경쾌; 해피; 웃음 나; 발랄;
            산뜻
        """,
        "moods=sad": """
            슬프; 슬픈; 슬픔; 슬퍼; 우울; 쓸쓸; 외로; 외롭; 이별; 헤어; 눈물; 울고; 울 때; 울적; 처량; 애절; 애잔;
            구슬; 먹먹; 실연; 그리운 사람; 그리움; 눈물 나; 마음 아픈; 마음이 아; 가슴 아픈; 비통; 침울; 새드; 서글;
            고독; 짠한; 절절한; 차였; 서러
        """,
        "moods=calm": """
            잔잔; 조용; 차분; 편안; 편한; 편하게; 느긋; 여유; 평온; 고요; 부드러; 부드럽; 나른; 휴식; 쉬고; 쉴 때;
            쉬면서; 릴렉스; 칠한; 칠링; 힐링; 진정; 은은; 포근하게 쉬; 스트레스; 텐션 낮; 텐션을 낮; 안정;
            마음이 편; 마음 편; 잠잠; 소프트; 담백; chill
        """,
        "moods=energetic": """
            신나; 신난; 신남; 신명; 흥; 활기; 에너지; 파워; 힘찬; 텐션; 텐션 올; 텐션 업; 텐션을 올; 강렬; 짜릿;
            들뜨; 달리는; 펌핑; 잠 깨는; 잠 깨; 잠이 깨; 업되; 기운 나; 시원한; 시원시원; 폭발; 빵빵; 쿵쿵; 역동
        """,
        "moods=romantic": """
            로맨틱; 사랑 노래; 사랑노래; 사랑; 설레; 설렘; 데이트; 고백; 연애; 달달; 달콤; 썸; 연인; 프러포즈;
            프로포즈; 발렌타인; 두근; 여자친구; 남자친구; 로맨스
        """,
        "moods=dark": """
            어두운; 어둡; 음산; 무서운; 무섭; 으스스; 암울; 다크; 공포; 음침; 할로윈; 핼러윈; 퇴폐; 섬뜩; 스산
        """,
        "moods=dreamy": "몽환; 꿈결; 꿈꾸는; 꿈같은; 드리미; 신비; 환상적; 아련; 몽롱; 우주 같은; 붕 뜨",
        "moods=angry": "화날; 화난; 화가; 화나; 빡치; 빡친; 분노; 거친; 거칠; 공격적; 열받; 짜증; 욕 나",
        "moods=nostalgic": """
            추억; 향수; 그 시절; 그때 그; 옛 생각; 옛날 생각; 그리운; 어릴 때; 어린 시절; 레트로; 복고; 학창 시절;
            노스탤지어; 뉴트로
        """,
        "moods=uplifting": """
            위로; 힘내; 힘 내; 힘이 나; 힘 나; 희망; 용기; 응원; 동기 부여; 동기부여; 격려; 벅찬; 벅차; 긍정;
            자신감; 의욕; 기운 내; 기분 전환; 위안
        """,
        "moods=epic": "웅장; 장엄; 서사; 대서사; 에픽; 비장; 거대한; 압도; 스펙터클; 극적",
        "moods=sensual": "섹시; 관능; 끈적; 야한; 야릇; 매혹; 농염",
        "moods=playful": """
            웃긴; 웃기; 재밌는; 재미있는; 재미; 귀여운; 귀엽; 아이들; 어린이; 장난; 동요; 깜찍; 엉뚱; 익살; 유머
        """,
        "moods=groovy": "그루브; 그루비; 리듬감; 리드미컬; 리듬 타; 둠칫; 베이스라인; 쫀득",
        "moods=cozy": "따뜻; 포근; 아늑; 따스; 훈훈; 벽난로; 담요; 온기",
        "moods=emotional": "감성; 감동; 감정; 울림; 뭉클; 여운; 센치; 감수성; 진한; 호소력; 소울풀",
        "moods=focus": """
            공부; 집중; 코딩; 일할 때; 일하면서; 일하; 작업; 독서; 책 읽; 책읽; 업무; 과제; 시험; 글 쓸; 글쓰;
            회사에서; 사무실; 프로그래밍; 도서관; 야근; 몰입; 열공; 노동요; 생산성
        """,
        "moods=sleep": """
            잠 안; 잠이 안; 잠들; 자기 전; 잘 때; 자장가; 수면; 숙면; 잠자; 불면; 잠 오; 잠이 오; 낮잠; 꿀잠; 잠 잘;
            취침; 졸린
        """,
        "moods=workout": """
            운동; 헬스; 러닝; 런닝; 달리기; 달릴 때; 조깅; 뛸 때; 뛰면서; 홈트; 트레이닝; 크로스핏; 등산; 자전거;
            마라톤; 근력; 웨이트; 스쿼트; 유산소; 다이어트; 줄넘기
        """,
        "moods=party": """
            파티; 클럽; 춤추; 춤 추; 춤출; 춤; 축제; 생일; 모임; 회식; 술자리; 축하; 불금; 페스티벌; 노래방;
            연말 모임; 홈파티; 댄스 파티
        """,
        "moods=driving": "드라이브; 운전; 차에서; 차 안에서; 고속도로; 로드트립; 차 타고; 자동차",
        "moods=commute": "출근; 퇴근; 출퇴근; 통근; 등교; 하교; 지하철; 버스에서; 버스 타; 등굣길; 하굣길; 통학",
        "moods=morning": "아침; 모닝; 일어나서; 기상; 해 뜰; 해뜰; 일출; 하루를 시작; 하루 시작; 눈 뜨자마자",
        "moods=evening": "저녁; 노을; 해 질; 해질; 석양; 일몰; 황혼; 퇴근 후; 해 지는",
        "moods=night": "밤에; 밤; 새벽; 한밤; 심야; 늦은 밤; 밤하늘; 야경; 자정; 오늘 밤; 밤새",
        "moods=rain": """
            비 오; 비오; 비 올; 비올; 비 내리; 비내리; 빗소리; 장마; 비 온; 비 맞; 우중; 봄비; 가을비; 밤비; 소나기;
            빗속; 비 오는 날; 비가 오; 비가 내; 비 그친
        """,
        "moods=summer": "여름; 한여름; 썸머; 더운 날; 더울; 물놀이; 바캉스; 무더; 수영장",
        "moods=winter": "겨울; 첫눈; 눈 오; 눈오; 눈 내리; 추운 날; 한겨울; 눈 올; 눈이 오; 눈이 내; 함박눈; 추울",
        "moods=spring": "봄; 봄날; 벚꽃; 새봄; 꽃놀이; 꽃 피; 꽃구경",
        "moods=autumn": "가을; 낙엽; 단풍; 가을밤",
        "moods=travel": "여행; 비행기; 기차; 공항; 휴가; 배낭; 떠나고 싶; 해외여행",
        "moods=cooking": "요리; 부엌; 주방; 밥할; 베이킹; 빵 구; 밥 짓",
        "moods=cleaning": "청소; 집안일; 설거지; 빨래; 대청소; 집 정리; 방 정리",
        "moods=dinner": "저녁 식사; 저녁식사; 식사; 디너; 밥 먹; 밥먹; 와인; 레스토랑; 저녁 먹",
        "moods=walk": "산책; 걸을; 걷기; 걷고; 걸으면서; 걷는; 걸어; 산보; 숲길; 한강",
        "moods=meditation": "명상; 요가; 마음 챙김; 마음챙김; 스파; 마사지; 호흡; 스트레칭; 필라테스; 태교",
        "moods=gaming": "게임; 롤 할; 피시방; PC방; 게이밍; 겜할",
        "moods=christmas": "크리스마스; 성탄; 캐럴; 캐롤; 산타; 크리스마스 이브",
        "moods=beach": "바다; 해변; 바닷가; 파도; 휴양지; 섬에서; 해수욕장; 제주",
        "moods=cafe": "카페; 커피숍; 커피; 브런치; 찻집",
        "moods=wedding": "결혼; 웨딩; 신혼; 축가; 결혼식; 예식",
        "tempo=slow": "느린; 느리; 느릿; 천천히; 템포 느린; 템포가 느린; 슬로우; 느긋한 템포",
        "tempo=medium": """
            중간 템포; 미디엄 템포; 미디엄템포; 미드 템포; 미드템포; 중간 빠르기; 보통 빠르기; 적당한 템포
        """,
        "tempo=fast": "빠른; 빠르; 빨리; 템포 빠른; 템포가 빠른; 빠른 템포; 업템포; 스피디; 스피드; 빨라",
        "novelty=new": """
            모르는; 모를; 처음 듣; 처음 들; 안 들어본; 안 들어 본; 안들어본; 안 들어봤; 들어본 적 없; 들어본적 없;
            들어 본 적 없; 들어보지 못한; 들어보지 않은; 새로운 음악; 새로운 노래; 새로운 곡; 새로운 가수; 새로운;
            발견; 낯선; 생소; 못 들어본; 못 들어 본; 못들어본; 안 듣던; 새 노래; 새 음악; 색다른; 몰랐던;
            알지 못하는; 새로 알
        """,
        "novelty=known": """
            내가 아는; 아는 노래; 아는 곡; 아는 음악; 아는 것; 자주 듣; 좋아하는; 즐겨 듣; 즐겨듣; 익숙; 많이 들은;
            많이 듣; 평소; 늘 듣; 맨날 듣; 매일 듣; 내 취향; 최애; 들어본 노래; 들어본 곡; 들어 본; 듣던; 내 노래;
            내 음악; 보관함
        """,
        "fame=niche": """
            숨은; 숨겨진; 잘 알려지지 않은; 알려지지 않은; 덜 알려진; 마이너; 언더그라운드; 언더; 비주류; 희귀;
            안 유명한; 유명하지 않은; 남들이 모르는; 남들 모르는; 숨은 명곡; 무명; 저평가; 대중적이지 않은;
            나만 아는; 나만 알고 싶은; 인기 없는; 잘 안 알려진
        """,
        "fame=famous": """
            인기; 유명; 히트; 대중적; 메이저; 국민; 명곡; 차트; 인기곡; 히트곡; 다 아는; 누구나 아는; 모두가 아는;
            다들 아는; 멜론 차트; 1위; 베스트; 흥행; 핫한; 떼창; 널리 알려진; 잘 알려진; 대표곡; 유행
        """,
        "vocals=without": """
            가사 없는; 가사없는; 가사 없이; 가사가 없는; 보컬 없이; 보컬 없는; 보컬없이; 보컬이 없는; 목소리 없는;
            목소리 없이; 연주곡; 연주 음악; 인스트루멘탈; 인스트; 경음악; 무가사; 반주; 노래 없는; 보컬 빼고;
            가사 빼고; 노래 없이; 목소리가 없는; 연주만; 기악; 가사는 없는; 가사 없었으면; 보컬 없었으면
        """,
        "vocals=with": """
            보컬 있는; 가사 있는; 여자 보컬; 남자 보컬; 여성 보컬; 남성 보컬; 목소리; 여자 가수; 남자 가수; 보컬;
            여자 목소리; 남자 목소리; 여성 가수; 남성 가수; 아카펠라
        """,
        "shape=rising": """
            점점 신나; 점점 빨라; 점점 고조; 점점 강; 점점 세; 점점 올라; 갈수록 신나; 갈수록 빨라; 조용하게 시작;
            조용히 시작; 잔잔하게 시작; 천천히 시작; 점차 신나; 점차 빨라; 점점 크게; 점점 커지; 점점 텐션; 점점 업;
            점점 달아; 서서히 올라; 서서히 고조; 서서히 빨라; 서서히 신나; 끝은 신나; 점점 높
        """,
        "shape=falling": """
            점점 차분; 점점 느려; 점점 조용; 점점 잔잔; 갈수록 차분; 갈수록 잔잔; 갈수록 조용; 갈수록 느려; 점점 낮;
            점차 차분; 점차 조용; 점차 느려; 서서히 잔잔; 서서히 조용; 서서히 느려; 서서히 차분; 마무리는 조용;
            마무리는 잔잔; 신나게 시작해서 잔잔; 점점 가라앉; 점점 편안
        """,
        "shape=arc": """
            올라갔다 내려; 올라갔다가 내려; 고조됐다가 차분; 고조되었다가 차분; 신나졌다가 차분; 신나졌다가 잔잔;
            워밍업하고 쿨다운; 준비 운동부터 정리 운동
        """,
        "shape=steady": """
            처음부터 끝까지 비슷한 에너지; 비슷한 에너지; 같은 에너지; 일정한 에너지; 일정한; 한결같; 일정하게; 꾸준히;
            변화 없이; 같은 분위기로 쭉; 처음부터 끝까지 비슷; 처음부터 끝까지 같은; 비슷한 템포로; 같은 템포로; 균일
        """,
        "formats=podcast": "팟캐스트; 팟캐; 라디오 방송; 에피소드; 팟빵",
        "formats=audiobook": "오디오북; 오디오 북; 소설 낭독; 책 읽어 주; 책 읽어주; 책 낭독",
        "formats=music+formats=podcast": """
            음악이랑 팟캐스트; 음악과 팟캐스트; 음악하고 팟캐스트; 노래랑 팟캐스트; 노래와 팟캐스트; 팟캐스트랑 음악;
            팟캐스트와 음악; 팟캐스트하고 음악; 팟캐스트랑 노래; 팟캐스트도 섞; 팟캐스트 섞; 음악만 말고 팟캐스트도
        """,
        "formats=music": "음악만; 노래만",
        "languages=en": "영어; 영어로; 잉글리시; 미국; 영국",
        "languages=ko": "한국어; 한국말; 한국; 국내; 우리말; 우리나라; 가요; 국산",
        "languages=ja": "일본어; 일본; 일어",
        "languages=fr": "프랑스어; 프랑스; 불어",
        "languages=es": "스페인어; 스페인; 멕시코",
        "languages=pt": "포르투갈어; 포르투갈; 브라질",
        "languages=de": "독일어; 독일",
        "languages=it": "이탈리아어; 이탈리아; 이태리",
        "languages=ru": "러시아어; 러시아",
        "languages=pl": "폴란드",
        "languages=sv": "스웨덴",
        "languages=fi": "핀란드",
        "languages=no": "노르웨이",
        "languages=is": "아이슬란드",
        "languages=tr": "터키; 튀르키예",
        "languages=ar": "아랍",
        "languages=hi": "인도; 힌디; 발리우드",
        "languages=zh": "중국어; 중국; 대만; 만다린; 홍콩",
        "languages=th": "태국",
        "languages=vi": "베트남",
        "genres=acoustic": "어쿠스틱; 통기타",
        "genres=afrobeats": "아프로비츠; 아프로비트; 아프로팝",
        "genres=alternative": "얼터너티브",
        "genres=ambient": "앰비언트; 엠비언트",
        "genres=anime": "애니; 애니송; 애니메이션; 아니송",
        "genres=ballad": "발라드",
        "genres=black metal": "블랙 메탈; 블랙메탈",
        "genres=blues": "블루스",
        "genres=bossa nova": "보사노바; 보싸노바",
        "genres=britpop": "브릿팝; 브리트팝",
        "genres=chanson": "샹송",
        "genres=city pop": "시티팝; 시티 팝",
        "genres=classic rock": "클래식 록; 클래식 락; 클래식록",
        "genres=classical": "클래식; 교향곡; 오케스트라; 협주곡; 고전 음악; 실내악; 현악",
        "genres=country": "컨트리",
        "genres=dance": "댄스; 댄스곡; 댄스 음악; 댄스 가요",
        "genres=death metal": "데스 메탈; 데스메탈",
        "genres=deep house": "딥하우스; 딥 하우스",
        "genres=disco": "디스코",
        "genres=dream pop": "드림팝; 드림 팝",
        "genres=drum and bass": "드럼앤베이스; 드럼 앤 베이스; 드앤베",
        "genres=dubstep": "덥스텝",
        "genres=edm": "이디엠",
        "genres=electronic": "일렉트로닉; 전자음악; 전자 음악; 일렉; 일렉트로니카",
        "genres=emo": "이모 록; 이모코어; 이모",
        "genres=flamenco": "플라멩코; 플라멩고",
        "genres=folk": "포크; 포크송; 포크 음악",
        "genres=funk": "펑크 음악; 훵크; 펑키; 훵키; 펑크와 소울; 소울 펑크",
        "genres=gospel": "가스펠; ccm; 찬양; 복음성가",
        "genres=grunge": "그런지",
        "genres=hard rock": "하드록; 하드 록; 하드락; 하드 락",
        "genres=heavy metal": "헤비메탈; 헤비 메탈",
        "genres=hip hop": "힙합; 랩; 래퍼; 붐뱁 힙합",
        "genres=house": "하우스; 하우스 음악",
        "genres=indie": "인디; 인디 음악; 인디 밴드",
        "genres=indie folk": "인디 포크; 인디포크",
        "genres=indie pop": "인디 팝; 인디팝",
        "genres=indie rock": "인디 록; 인디록; 인디 락; 인디락",
        "genres=j-pop": "제이팝; 제이 팝; 일본 가요",
        "genres=j-rock": "제이록; 제이락",
        "genres=jazz": "재즈",
        "genres=k-hip hop": "케이힙합; 국힙",
        "genres=k-indie": "케이인디; 케이 인디; k인디; k-인디",
        "genres=k-pop": "케이팝; 케이 팝; k팝; 아이돌; 아이돌 노래; 걸그룹; 보이그룹",
        "genres=latin": "라틴; 라틴 음악",
        "genres=lo-fi": "로파이; 로우파이; 로파이 힙합",
        "genres=metal": "메탈",
        "genres=musicals": "뮤지컬; 뮤지컬 넘버",
        "genres=new age": "뉴에이지",
        "genres=new wave": "뉴웨이브; 뉴 웨이브",
        "genres=opera": "오페라; 아리아",
        "genres=piano": "피아노; 피아노 곡; 피아노곡",
        "genres=pop": "팝; 팝 음악",
        "genres=pop+languages=en": "팝송; 외국 팝",
        "genres=post-rock": "포스트록; 포스트 록; 포스트락",
        "genres=psychedelic rock": "사이키델릭 록; 사이키델릭 락",
        "genres=psychedelic": "사이키델릭",
        "genres=punk": "펑크; 펑크 록; 펑크록; 펑크 락; 펑크락",
        "genres=r&b": "알앤비; 알엔비; 알앤비 음악",
        "genres=reggae": "레게",
        "genres=reggaeton": "레게톤",
        "genres=rock": "록; 락; 록 음악; 락 음악; 로큰롤; 락밴드; 록밴드; 록 밴드; 락 밴드",
        "genres=salsa": "살사",
        "genres=samba": "삼바",
        "genres=shoegaze": "슈게이징; 슈게이즈",
        "genres=singer-songwriter": "싱어송라이터",
        "genres=ska": "스카 펑크; 스카 음악; 스카",
        "genres=soul": "소울; 소울 음악; 쏘울",
        "genres=soundtrack": """
            오에스티; 사운드트랙; 영화 음악; 영화음악; 드라마 음악; 드라마 ost; 영화 ost; 게임 음악; 게임 ost
        """,
        "genres=swing": "스윙; 스윙 재즈",
        "genres=synthpop": "신스팝; 신스 팝",
        "genres=synthwave": "신스웨이브; 신스 웨이브",
        "genres=tango": "탱고; 땅고",
        "genres=techno": "테크노",
        "genres=trance": "트랜스",
        "genres=trap": "트랩",
        "genres=trip hop": "트립합; 트립 합; 트립홉",
        "genres=trot": "트로트; 뽕짝",
        "genres=vaporwave": "베이퍼웨이브",
        "genres=world": "월드뮤직; 월드 뮤직; 제3세계 음악",
        "years=recent": "최신; 신곡; 요즘; 최근; 새로 나온; 갓 나온; 이번에 나온; 신보; 최신곡; 따끈따끈",
        "years=long_ago": "옛날; 옛 노래; 예전; 오래된; 올드; 구닥다리; 흘러간; 옛노래; 오래전",
    },
    speaks=korean.speaks,
    counted=korean.counted,
    measures=korean.MEASURES,
    last_measures=(),
    negated=korean.negated,
    likes=korean.likes,
    named=korean.named,
    names=korean.NAMES,
    stop=words(
        """
        노래 음악 곡 좀 들려줘 틀어줘 추천 추천해줘 듣기 좋은 듣는 들을 듣고 싶어 싶은 때 할 것 거 건 중에 정도 약
        조금 아주 너무 정말 그냥 플레이리스트 리스트 주세요 줘 해줘 어울리는 나오는 있는 없는 하는 되는 오늘 내일
        지금 뭐 어떤 그런 이런 저런
        """
    ),
    shown={
        "moods=happy": "행복한", "moods=sad": "슬픈", "moods=calm": "잔잔한", "moods=energetic": "신나는",
        "moods=romantic": "로맨틱한", "moods=dark": "어두운", "moods=dreamy": "몽환적인", "moods=angry": "거친",
        "moods=nostalgic": "추억의", "moods=uplifting": "힘이 나는", "moods=epic": "웅장한",
        "moods=sensual": "관능적인", "moods=playful": "재미있는", "moods=groovy": "그루브 있는",
        "moods=cozy": "포근한", "moods=emotional": "감성적인", "moods=focus": "집중할 때", "moods=sleep": "잘 때",
        "moods=workout": "운동할 때", "moods=party": "파티", "moods=driving": "드라이브",
        "moods=commute": "출퇴근길", "moods=morning": "아침", "moods=evening": "저녁", "moods=night": "밤",
        "moods=rain": "비 오는 날", "moods=summer": "여름", "moods=winter": "겨울", "moods=spring": "봄",
        "moods=autumn": "가을", "moods=travel": "여행", "moods=cooking": "요리할 때", "moods=cleaning": "청소할 때",
        "moods=dinner": "식사 시간", "moods=walk": "산책", "moods=meditation": "명상", "moods=gaming": "게임할 때",
        "moods=christmas": "크리스마스", "moods=beach": "바다", "moods=cafe": "카페", "moods=wedding": "결혼식",
        "languages=en": "영어", "languages=ko": "한국어", "languages=ja": "일본어", "languages=fr": "프랑스어",
        "languages=es": "스페인어", "languages=pt": "포르투갈어", "languages=de": "독일어",
        "languages=it": "이탈리아어", "languages=ru": "러시아어", "languages=zh": "중국어",
        "languages=nl": "네덜란드어", "languages=el": "그리스어", "languages=he": "히브리어",
        "languages=pl": "폴란드어", "languages=sv": "스웨덴어", "languages=fi": "핀란드어",
        "languages=no": "노르웨이어", "languages=is": "아이슬란드어", "languages=tr": "터키어",
        "languages=ar": "아랍어", "languages=hi": "힌디어", "languages=th": "태국어", "languages=vi": "베트남어",
        "genres=edm": "EDM", "genres=funk": "펑크(funk)", "genres=punk": "펑크(punk)",
        "genres=acoustic": "어쿠스틱", "genres=afrobeats": "아프로비츠", "genres=alternative": "얼터너티브",
        "genres=ambient": "앰비언트", "genres=anime": "애니", "genres=ballad": "발라드",
        "genres=black metal": "블랙 메탈", "genres=blues": "블루스", "genres=bossa nova": "보사노바",
        "genres=britpop": "브릿팝", "genres=chanson": "샹송", "genres=city pop": "시티팝",
        "genres=classic rock": "클래식 록", "genres=classical": "클래식", "genres=country": "컨트리",
        "genres=dance": "댄스", "genres=death metal": "데스 메탈", "genres=deep house": "딥하우스",
        "genres=disco": "디스코", "genres=dream pop": "드림팝", "genres=drum and bass": "드럼앤베이스",
        "genres=dubstep": "덥스텝", "genres=electronic": "일렉트로닉", "genres=emo": "이모 록",
        "genres=flamenco": "플라멩코", "genres=folk": "포크", "genres=gospel": "가스펠", "genres=grunge": "그런지",
        "genres=hard rock": "하드록", "genres=heavy metal": "헤비메탈", "genres=hip hop": "힙합",
        "genres=house": "하우스", "genres=indie": "인디", "genres=indie folk": "인디 포크",
        "genres=indie pop": "인디 팝", "genres=indie rock": "인디 록", "genres=j-pop": "제이팝",
        "genres=j-rock": "제이록", "genres=jazz": "재즈", "genres=k-hip hop": "케이힙합",
        "genres=k-indie": "케이인디", "genres=k-pop": "케이팝", "genres=latin": "라틴", "genres=lo-fi": "로파이",
        "genres=metal": "메탈", "genres=musicals": "뮤지컬", "genres=new age": "뉴에이지",
        "genres=new wave": "뉴웨이브", "genres=opera": "오페라", "genres=piano": "피아노", "genres=pop": "팝",
        "genres=post-rock": "포스트록", "genres=psychedelic rock": "사이키델릭 록",
        "genres=psychedelic": "사이키델릭", "genres=r&b": "알앤비", "genres=reggae": "레게",
        "genres=reggaeton": "레게톤", "genres=rock": "록", "genres=salsa": "살사", "genres=samba": "삼바",
        "genres=shoegaze": "슈게이징", "genres=singer-songwriter": "싱어송라이터", "genres=ska": "스카 펑크",
        "genres=soul": "소울", "genres=soundtrack": "오에스티", "genres=swing": "스윙", "genres=synthpop": "신스팝",
        "genres=synthwave": "신스웨이브", "genres=tango": "탱고", "genres=techno": "테크노",
        "genres=trance": "트랜스", "genres=trap": "트랩", "genres=trip hop": "트립합", "genres=trot": "트로트",
        "genres=vaporwave": "베이퍼웨이브", "genres=world": "월드뮤직", "formats=podcast": "팟캐스트",
        "formats=audiobook": "오디오북", "formats=music": "음악",
    },
)  # fmt: skip

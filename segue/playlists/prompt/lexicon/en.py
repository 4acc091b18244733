"""English."""

from segue.playlists.prompt import english, english_numbers
from segue.playlists.prompt.phrases import Lexicon, words

lexicon = Lexicon(
    phrases={
        "moods=happy": """
            happy; happier; happiness; cheerful; cheery; joyful; joy; joyous; feel good; feelgood; good mood;
            bright; sunny; fun; lighthearted; light hearted; upbeat and happy; smile; make me smile; jolly; merry;
            good vibes; positive vibes; blissful; gleeful; carefree
        """,
        "moods=sad": """
            sad; sadness; saddest; sad mood; melancholy; melancholic; melancholia; depressing; depressed;
            depression; heartbreak; heartbroken; heartbreaking; broken heart; breakup; break up; broke up; lonely;
            loneliness; cry; crying; tears; tearful; tearjerker; tear jerker; gloomy; sorrow; sorrowful; grief;
            grieving; mourning; miserable; blue mood; feeling blue; feeling down; i miss you; wistful; tragic;
            sombre; somber; mournful; weepy; unhappy; despair; bittersweet; funeral; mourn
        """,
        "moods=calm": """
            calm; calming; calm down; calm me down; calmer; chill; chilled; chilling; chill out; chill vibes; relax;
            relaxing; relaxed; relaxation; mellow; soft; softer; softly; gentle; gently; peaceful; peace and quiet;
            quiet; quieter; soothing; serene; tranquil; laid back; laidback; easy going; easygoing; unwind;
            unwinding; destress; de stress; stressed; stressed out; anxious; anxiety; low key; lowkey;
            light background; restful; hushed; delicate; smooth and easy; slow down; take it easy; after a party;
            after the party; wine
        """,
        "moods=energetic": """
            energetic; energy; high energy; energize; energise; energizing; upbeat; hype; hype me up; hyped; pumped;
            pump me up; pumped up; pump up; powerful; lively; exciting; adrenaline; intense; banging; banger;
            bangers; explosive; dynamic; wake me up; wake up; turn it up; vigorous; high octane; fired up;
            get me going; boost; amped; amp me up; rowdy; wild; thumping; driving beat
        """,
        "moods=romantic": """
            romantic; romance; love song; love songs; in love; date night; a date; first date; candlelight;
            candlelit; valentine; valentines; valentine's; valentines day; valentine's day; anniversary; tender;
            lovers; making love; crush; girlfriend; boyfriend; falling in love
        """,
        "moods=dark": """
            dark; darker; sinister; haunting; haunted; spooky; creepy; scary; halloween; eerie; ominous; horror;
            brooding; bleak; menacing; evil; gloom; macabre; nightmare
        """,
        "moods=dreamy": """
            dreamy; dream like; dreamlike; ethereal; floaty; floating; hazy; spacey; otherworldly; trippy; hypnotic;
            atmospheric; daydream; daydreaming; surreal; misty; shimmering
        """,
        "moods=angry": """
            angry; anger; rage; raging; furious; aggressive; mad at; pissed off; pissed; hateful; violent; brutal;
            vent; venting; fury; hostile
        """,
        "moods=nostalgic": """
            nostalgic; nostalgia; memories; remember when; reminds me of; childhood; throwback; throwbacks;
            i miss the; good old days; back in the day; take me back; retro; when i was young; when i was a kid;
            youth; teenage memories
        """,
        "moods=uplifting": """
            uplifting; uplift; inspiring; inspirational; inspire; motivating; motivational; motivation; motivate me;
            hopeful; hope; encouraging; cheer me up; lift me up; a lift; lift my mood; lift my spirits; empowering;
            optimistic; triumphant; victory; comforting; comfort me; pick me up; brighten; brighten up
        """,
        "moods=epic": """
            epic; cinematic; dramatic; grand; majestic; heroic; bombastic; monumental; larger than life; anthemic;
            thunderous; sweeping; battle; legendary
        """,
        "moods=sensual": """
            sensual; sexy; seductive; steamy; bedroom; intimate night; hot and heavy; sultry; erotic; sex
        """,
        "moods=playful": """
            playful; funny; silly; goofy; humorous; quirky; kids; for the kids; children; for children; toddler;
            toddlers; novelty songs; whimsical; hilarious; joke
        """,
        "moods=groovy": """
            groovy; groove; grooves; grooving; funky bass; bass line; bass lines; bassline; basslines; head nodding;
            swinging
        """,
        "moods=cozy": """
            cozy; cosy; warm; fuzzy; warm and fuzzy; fireplace; fireside; by the fire; blanket; cuddle; cuddling;
            comfy; snug; hygge; homely
        """,
        "moods=emotional": """
            emotional; emotive; touching; moving songs; deep feelings; sentimental; heartfelt; soulful; passionate;
            goosebumps; poignant
        """,
        "moods=focus": """
            focus; focused; focusing; concentrate; concentrating; concentration; study; studying; studies; homework;
            exam; exams; work; working; at work; for work; office; in the office; coding; code; programming;
            reading; read a book; read; writing; productivity; productive; deep work; get things done;
            can't concentrate; have to work; revision; learning; essay; spreadsheet; desk
        """,
        "moods=sleep": """
            sleep; sleeping; sleepy; fall asleep; asleep; bedtime; before bed; go to bed; lullaby; lullabies;
            can't sleep; cannot sleep; insomnia; nap; napping; doze off; drift off; snooze; slumber
        """,
        "moods=workout": """
            workout; work out; working out; gym; exercise; exercising; run; running; jog; jogging; training;
            lifting; weights; cardio; spinning; cycling; hiit; crossfit; marathon; sprint; sport; sports; treadmill;
            fitness; pushups; boxing
        """,
        "moods=party": """
            party; parties; partying; house party; houseparty; dance floor; dancefloor; dancing; to dance;
            want to dance; club; clubbing; night out; birthday; celebrate; celebration; celebrating; barbecue; bbq;
            rave; pre drinks; pregame; karaoke; new year's eve; disco ball
        """,
        "moods=driving": """
            driving; drive; a drive; long drive; road trip; roadtrip; in the car; car ride; highway; motorway;
            on the road; cruising; behind the wheel; autobahn
        """,
        "moods=commute": """
            commute; commuting; way to work; way home; drive to work; on the train to work; on the bus;
            on the subway; on the tube; ride to work; walk to work; morning train; on the metro
        """,
        "moods=morning": """
            morning; mornings; breakfast; sunrise; wake up music; waking up; start the day; start my day;
            first coffee; morning coffee; dawn; early bird; brunch
        """,
        "moods=evening": "evening; evenings; sunset; dusk; twilight; after work; golden hour; nightfall",
        "moods=night": """
            night; at night; nighttime; night time; late night; midnight; nocturnal; tonight; after dark; nights;
            2am; 3am; small hours; sleepless night; sleepless
        """,
        "moods=rain": """
            rain; rainy; rainy day; raining; rain outside; drizzle; storm; stormy; thunderstorm; wet day; pouring
        """,
        "moods=summer": "summer; summery; summertime; hot day; heatwave; july; august; pool; poolside; pool party",
        "moods=winter": "winter; wintry; snow; snowy; snowing; snowfall; cold day; december; january; frosty",
        "moods=spring": "spring; springtime; spring time; april; blossom; blossoms",
        "moods=autumn": "autumn; autumnal; fall leaves; autumn leaves; october; november; fall vibes; fall season",
        "moods=travel": """
            travel; traveling; travelling; journey; trip; holiday trip; vacation; flight; airport; plane;
            train ride; by train; wanderlust; backpacking; adventure; exploring
        """,
        "moods=cooking": "cooking; cook; kitchen; baking; bake; making dinner; chopping vegetables",
        "moods=cleaning": """
            cleaning; clean the house; cleaning the house; clean up; chores; housework; tidying; tidy up; laundry;
            washing up; dishes; ironing; vacuuming
        """,
        "moods=dinner": """
            dinner; dinner party; dining; supper; restaurant; dinner guests; candlelit dinner; cocktail; cocktails
        """,
        "moods=walk": """
            walk; walking; a walk; stroll; strolling; hike; hiking; wandering; nature; woods; forest; park
        """,
        "moods=meditation": """
            meditation; meditate; meditating; meditative; yoga; mindfulness; zen; spa; massage; breathing; breathe;
            stretching; pilates; tai chi
        """,
        "moods=gaming": """
            gaming; gamer; video game; video games; while i play games; playing games; game night; boss fight; games
        """,
        "moods=christmas": """
            christmas; xmas; carols; carol; christmassy; santa; advent; christmas eve; holiday season
        """,
        "moods=beach": "beach; seaside; by the sea; ocean; island; tropical; surfing; palm trees",
        "moods=cafe": "cafe; coffee shop; coffeehouse; coffee house; cafe vibes; espresso; bistro",
        "moods=wedding": "wedding; weddings; first dance; bridal; bride; marriage",
        "tempo=slow": "slow; slower; slowly; slow tempo; low tempo; slow paced; downtempo pace; unhurried; leisurely",
        "tempo=medium": """
            mid tempo; midtempo; medium tempo; moderate tempo; medium paced; mid paced; not too slow not too fast
        """,
        "tempo=fast": """
            fast; faster; fast paced; up tempo; uptempo; high tempo; quick; speedy; rapid; frantic; breakneck
        """,
        "novelty=new": """
            i don't know; i dont know; i do not know; don't know yet; i've never heard; i have never heard;
            never heard; never heard before; haven't heard; havent heard; not heard; unheard; new to me;
            unknown to me; unfamiliar; discover; discovery; discover weekly; surprise me; something new; new music;
            new artists; explore; fresh discoveries; new discoveries; i might not know; don't already know;
            never listened; haven't listened; i probably don't know; music i don't know; songs i don't know;
            broaden my horizons; outside my bubble; things i don't know
        """,
        "novelty=known": """
            i know; i already know; i know and love; my favourite; my favorite; my favourites; my favorites;
            favourites; favorites; familiar; i love; i like; that i like; i always play; my usual; from my library;
            my library; i have heard; i've heard before; i've played; my most played; my top; on repeat;
            that i listen to; my own; songs of mine; what i already know; the usual;
            i keep coming back to; my collection; i used to listen to
        """,
        "fame=niche": """
            hidden gem; hidden gems; underground; obscure; niche; lesser known; less known; little known;
            less popular; not so popular; unknown; unpopular; rare; rarities; b sides; b side; deep cuts; deep cut;
            underrated; overlooked; not mainstream; nothing mainstream; non mainstream; unsung;
            off the beaten track; off the beaten path; forgotten; everyone forgot; nobody knows; no hits; cult;
            small artists; undiscovered; under the radar
        """,
        "fame=famous": """
            hits; hit; biggest hits; greatest hits; popular; most popular; famous; well known; mainstream; chart;
            charts; chart toppers; chart topping; number ones; classics; everyone knows; everybody knows;
            all time classics; top 40; smash; smash hits; best known; crowd pleasers; crowd pleaser; sing along;
            singalong; anthems; bestsellers; 1 hit wonders; 1 hit wonder; trending; viral; crowd favourites
        """,
        "vocals=without": """
            instrumental; instrumentals; instrumental only; mostly instrumental; no vocals; no vocal; no voice;
            no voices; no singing; no lyrics; no words; without vocals; without lyrics; without words;
            without singing; without a singer; without voices; without any vocals; without any lyrics;
            don't want any vocals; don't want vocals; don't want lyrics; don't want any lyrics; don't want singing;
            wordless; lyric free; vocal free; non vocal; no one singing; nobody singing; voiceless; no singers;
            no talking; beats only; any vocals; any lyrics; nothing with lyrics; nothing with vocals;
            nothing with words; zero vocals; lyricless
        """,
        "vocals=with": """
            with vocals; with lyrics; with singing; vocal; vocals; female vocals; male vocals; female vocal;
            male vocal; female voice; male voice; female singer; female singers; male singer; male singers; singer;
            singers; singing; women singing; men singing; female fronted; sung by women; sung by men;
            a cappella; acapella; female vocalist; female vocalists; sing to me
        """,
        "shape=rising": """
            build up; builds up; building up; build to; builds to; start slow and build; start slow; starting slow;
            start calm; calm start; start quiet; start soft; start gently; starts slow; starts calm;
            slowly building; gradually build; gradually builds; gradually get faster; gradually faster;
            getting faster; getting louder; gets faster; ramp up; ramping up; crescendo; increasing energy;
            more and more energetic; end with a bang; warm up; warm me up; work up to; from calm to; from slow to;
            rising energy; energy that rises; energy rises; pick up the pace; from mellow to; from quiet to;
            energy up gradually; begin with something gentle; begin slow; begin softly; begin calm; speeds up;
            speed up; intensify
        """,
        "shape=falling": """
            wind down; winding down; winds down; cool down; cooling down; calmer and calmer; getting calmer;
            slowly getting calmer; gradually calmer; getting slower; gradually slower; gets slower;
            slow down gradually; fade out; ease off; ease me out; come down; turn the energy down; energy down;
            decreasing energy; decrescendo; quieter and quieter; getting quieter; from fast to; from loud to;
            from energetic to; less and less; end calm; end softly; ending in silence; end quietly; taper off;
            tapering; bring me down gently; slowing down; lower the energy
        """,
        "shape=arc": """
            rise and fall; rises and falls; up and down again; up and then down; peak in the middle; arc of energy;
            energy arc; build to a peak and come down; warm up and cool down; warm up and a cool down
        """,
        "shape=steady": """
            same energy; steady; steady energy; constant energy; keeps the same energy; even energy;
            consistent energy; consistent; constant; no surprises; all the same mood; same mood throughout;
            steady pace; steady tempo; keep the energy; same level; even pace; uniform
        """,
        "formats=podcast": "podcast; podcasts; talk show; talk shows; episode; episodes; pod",
        "formats=audiobook": "audiobook; audiobooks; audio book; audio books; book read aloud; novel read",
        "formats=music+formats=podcast": """
            music and podcasts; podcasts and music; songs and podcasts; podcasts and songs; music and podcast episodes;
            songs and podcast episodes; music with podcasts; mix music and podcasts
        """,
        "formats=music": "only music; music only; just music",
        "languages=en": "english; in english",
        "languages=ko": "korean; south korean; korea",
        "languages=ja": "japanese; japan",
        "languages=fr": "french; france; parisian",
        "languages=es": """
            spanish; spain; mexican; latin american; espanol; en espanol; hispanic; argentinian; colombian
        """,
        "languages=pt": "portuguese; brazilian; brazil; portugal",
        "languages=de": "german; germany; austrian; deutsch",
        "languages=it": "italian; italy",
        "languages=ru": "russian; russia",
        "languages=pl": "polish; poland",
        "languages=sv": "swedish; sweden",
        "languages=fi": "finnish; finland",
        "languages=no": "norwegian; norway",
        "languages=is": "icelandic; iceland",
        "languages=tr": "turkish; turkey",
        "languages=ar": "arabic; arab; egyptian; lebanese; moroccan",
        "languages=hi": "hindi; indian; india; bollywood",
        "languages=zh": "chinese; mandarin; cantonese; taiwanese; china",
        "languages=nl": "dutch; netherlands; flemish",
        "languages=el": "greek; greece",
        "languages=th": "thai; thailand",
        "languages=vi": "vietnamese; vietnam",
        "languages=he": "hebrew; israeli",
        "genres=soundtrack": """
            film songs; movie songs; film scores; movie soundtracks; game soundtrack; video game music
        """,
        "genres=psychedelic": "psychedelic; psychedelia",
        "years=recent": """
            recent; latest; newest; new releases; newest releases; latest releases; just released;
            recently released; brand new; modern day; current; contemporary releases; out now; these days; nowadays;
            fresh releases; new release; new songs; new tracks; new albums
        """,
        "years=old": "oldies; golden oldies; oldie",
    },
    speaks=english.speaks,
    counted=english_numbers.counted,
    measures=english_numbers.MEASURES,
    last_measures=english_numbers.LAST_MEASURES,
    negated=english.negated,
    likes=english.likes,
    named=english.named,
    names=english.NAMES,
    stop=words(
        """
        a about above after again all almost already also always am an and any anything are around as ask at away
        back bad be been before begin being best better between big bit both but by can car come could day days
        did do does doing don't down during each else end enough even ever every everything exact feel feeling few
        find first for from full get gets getting give go goes going good got great had happen has have having
        hear heard help her here hey hi him his hold home house how i i'd i'll i'm i've idea if in instead into is
        it it's its just keep kind know last later least leave let let's like line list listen listening little
        long look looking lot lots loud made make makes making many may maybe me mean mix mixed mood more most
        mostly much music must my myself need never next nice no not nothing now of off ok okay old on once one
        only or other our out over own part perfect piece pieces play playing playlist please pour pretty put quite
        rather really right same say second set she short should side since so some something sometime song songs
        sort sound sounding sounds spend start starting stay still stuff such suggest suit sure take tell than
        thank thanks that that's the their them then there these they thing things think this those though through
        throughout time times title titles to today together tomorrow too track tracks try tune tunes turn two
        type under until up upon us use used very vibe vibes wait wanna want was watch way we week weekend well
        were what when where which while who why will with without word words would yeah year years yes yet you
        your monday tuesday wednesday thursday friday saturday sunday afternoon noon uh um er hmm per minute
        minutes month months hour hours bpm beats beat artists artist band bands album albums everyone everybody
        somebody
        someone person people friend friends man woman girl boy guys work room bath shower dog cat city street
        life world
        """
    ),
    shown={
        "languages=en": "English", "languages=ko": "Korean", "languages=ja": "Japanese", "languages=fr": "French",
        "languages=es": "Spanish", "languages=pt": "Portuguese", "languages=de": "German", "languages=it": "Italian",
        "languages=ru": "Russian", "languages=pl": "Polish", "languages=sv": "Swedish", "languages=fi": "Finnish",
        "languages=no": "Norwegian", "languages=is": "Icelandic", "languages=tr": "Turkish", "languages=ar": "Arabic",
        "languages=hi": "Hindi", "languages=zh": "Chinese", "languages=nl": "Dutch", "languages=el": "Greek",
        "languages=th": "Thai", "languages=vi": "Vietnamese", "languages=he": "Hebrew",
        "formats=podcast": "podcasts", "formats=audiobook": "audiobooks", "formats=music": "music",
        "moods=cafe": "a café", "moods=beach": "the beach", "moods=walk": "a walk", "moods=driving": "the road",
        "moods=dinner": "dinner", "moods=night": "the night", "moods=morning": "the morning",
        "moods=evening": "the evening", "moods=wedding": "a wedding", "moods=party": "a party",
        "moods=commute": "the way to work",
    },
)  # fmt: skip

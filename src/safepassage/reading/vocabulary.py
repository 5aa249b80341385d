"""The words that the rules know, each once."""

PREPOSITIONS = frozenset(
    "about above across after against along alongside amid among around at before behind below beneath beside "
    "between "
    "beyond by despite down during except for from in inside into near of off on onto out outside over past per "
    "since "
    "through throughout till to toward towards under underneath until up upon via with within without".split()
)
DETERMINERS = frozenset("a an the this that these those its his her their our my your all any some every each "
                        "no both "
                        "either neither another".split())  # fmt: skip
PRONOUNS = frozenset("he she it they we you i who which what that this these those him her them us me one none "
                     "nobody "
                     "everyone everybody anyone someone".split())  # fmt: skip
AUXILIARIES = frozenset("is are was were be been being am has have had having do does did will would shall "
                        "should can "
                        "could may might must ought cannot can't won't don't doesn't didn't isn't "
                            "aren't wasn't weren't "
                        "couldn't shouldn't haven't hasn't".split())  # fmt: skip
MODALS = frozenset("will would shall should can could may might must ought".split())
CLAUSE_WORDS = frozenset("and but or while whereas although though because when whenever where wherein after "
                         "before as "
                         "since if unless until that who which whom whose so however nor than yet "
                         "once".split())  # fmt: skip
NEGATIONS = frozenset("not no never n't cannot nobody none nothing neither nor without don't didn't can't won't "
                      "shouldn't mustn't couldn't isn't wasn't hasn't haven't".split())  # fmt: skip

DAY_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow morning "
    "afternoon evening "
    "night earlier later january february march april may june july august september october november "
    "december".split()
)

# What may be named for a day: the 28 May stadium.
NAMED_FOR_DAYS = frozenset("stadium square street avenue bridge hospital park boulevard district".split())

# --- Whom reports speak of -------------------------------------------------------------------------------------------

AUTHORITIES = frozenset(
    (
        "embassy embassies mission consulate consul consul-general consulates high commission commissioner "
        "ambassador "
        "ministry minister government department office secretary spokesman spokeswoman spokesperson official "
        "officials army military forces commander authorities authority council mayor governor administration "
        "president premier chancellor union nations secretariat agency police state section envoy unit statement "
        "notice advisory message airline university company employer coordinator mea fcdo pmo un quai foreign "
        "affairs "
        "delegation legation chargé county municipality borough prefecture warden centre center cell diplomat "
        "diplomats unhcr nato eu service headquarters"
    ).split()
)
# Those of them who are persons.
HOLDERS = frozenset(
    "consul consul-general commissioner ambassador minister secretary spokesman spokeswoman spokesperson official "
    "officials commander mayor governor president premier chancellor envoy coordinator warden diplomat diplomats "
    "chargé employer adviser chief".split()
)
SAID_BY_THING = frozenset("statement notice advisory message post tweet release note text circular alert bulletin "
                          "announcement letter leaflet order communique communiqué warning instruction "
                          "instructions advice guidance appeal recommendation bulletin".split())  # fmt: skip
# Which of several notices: the second advisory.
ORDINALS = frozenset("first second third fourth latest earlier later previous new".split())
PEOPLE = frozenset(
    (
        "nationals national citizens citizen people persons residents students student families staff workers worker "
        "civilians passengers travellers travelers tourists visitors expatriates expats foreigners staffers "
        "dependents passport-holders compatriots subjects inhabitants evacuees personnel employees traders nurses "
        "doctors pilgrims holders dependants relatives everyone everybody anyone those refugees migrants sailors "
        "labourers crew children women men teachers engineers diplomats villagers locals others patients members "
        "population kenyans americans community anybody somebody whoever head heads households owners "
        "volunteers motorists "
        "parents pupils colleagues"
    ).split()
)
RESIDENT_ENDINGS = ("ians", "eans", "ans", "ese", "ish", "is", "ans", "ns")

# --- Telling people what to do ---------------------------------------------------------------------------------------

TELLING = frozenset(
    "ask asks asked asking urge urges urged urging tell tells told telling advise advises advised advising "
    "order orders "
    "ordered ordering instruct instructs instructed instructing direct directs directed call calls called "
    "calling warn "
    "warns warned warning request requests requested recommend recommends recommended recommending implore implored "
    "implores appeal appealed appeals beg begged encourage encouraged encourages remind reminded reminds require "
    "required requires command commanded commands invite invited invites wants alert alerted counsel "
    "counselled counseled counsels counselling summon summoned plead pleads pleaded pleading exhort exhorts exhorted "
    "entreated entreats bade enjoined caution cautioned cautions".split()
)
OBLIGING = frozenset("must should shall need needs have has had are is were was ought may can could".split())
_LEAVE = "leave evacuate depart quit exit flee vacate withdraw escape"
_GO = (
    "go move proceed travel come head make walk reach gather assemble report collect relocate return board drive fly "
    "cross be transfer shift congregate meet converge get seek muster arrive sail regroup rally present use "
    "swim turn "
    "take retreat climb wade continue hike trek ride cycle row journey hurry rush run embark enter step "
    "queue check show "
    "rendezvous divert decamp join line"
)
_REGISTER = (
    "register sign enrol enroll fill submit send apply write book email e-mail reply confirm put "
    "enter request share provide give hand"
)
_STAY = "stay remain sleep sit steer shelter keep wait hide hunker lie await limit minimise minimize restrict"
LEAVING = frozenset(_LEAVE.split()) | {"leaves", "leaving", "evacuating", "evacuated"}
GOING = frozenset(_GO.split())
REGISTERING = frozenset(_REGISTER.split())
STAYING = frozenset(_STAY.split())
# `consider leaving`, `start making for`: the form with -ing of the verbs above.
DOING = {
    verb[:-1] + "ing" if verb.endswith("e") and verb not in ("be", "flee") else "lying" if verb == "lie" else
    verb + verb[-1] + "ing" if verb in ("get", "quit", "swim", "put", "submit") else verb + "ing": verb
    for verb in f"{_LEAVE} {_GO} {_REGISTER} {_STAY}".split()
}  # fmt: skip
URGENT = (
    "immediately", "at once", "without delay", "as soon as possible", "at the earliest", "urgent", "urgently", "now",
    "under all circumstances", "in any case", "right away", "straight away", "straightaway", "at any cost",
    "with immediate effect", "as quickly as possible", "as a matter of urgency", "while they can", "while they "
    "still can",
    "while it is still possible", "without further delay", "forthwith", "promptly", "at the earliest opportunity",
    "at all costs", "as early as possible", "as soon as they can", "as soon as you can", "while there is still time",
)  # fmt: skip
MEANS = {
    "foot": "foot walk walking walked", "vehicle": "vehicle vehicles car cars truck trucks lorry lorries taxi taxis "
    "convoy drive driving jeep jeeps convoys column",
    "bus": "bus buses coach coaches shuttle shuttles minibus minibuses",
    "train": "train trains rail railway", "flight": "flight flights plane planes aircraft charter charters airlift "
    "fly flying flown airline airlines helicopter helicopters airliner jet",
    "ship": "ship ships ferry ferries boat boats vessel vessels frigate frigates catamaran sail liner",
}  # fmt: skip
CARRIERS = frozenset(
    (
        "bus buses coach coaches train trains flight flights plane charter ferry ship vessel boat convoy frigate "
        "airliner helicopter shuttle ferries ships vessels boats planes charters aircraft jet airlift lorry lorries "
        "truck trucks convoys column minibus minibuses catamaran helicopters"
    ).split()
)  # fmt: skip
MEANS_BY_WORD = {word: means for means, words in MEANS.items() for word in words.split()}

# --- Verbs ------------------------------------------------------------------------------------------------------------

SAYING = frozenset(
    (
        "say warn insist said says saying told tells announced announces stated states added adds wrote writes "
        "reported reports warned warns confirmed confirms repeated read reads noted insisted insists explained "
        "posted "
        "acknowledged acknowledges conceded concedes admitted admits complained complains objected objects revealed "
        "reveals disclosed recalled remarked commented cautioned predicted predicts forecasts emphasised emphasized "
        "underlined testified recounted declared declares tweeted tweets informs informed stressed maintained "
        "maintains replied reiterated conveyed"
    ).split()
)
ASSERTING = frozenset(
    (
        "claimed claims asserted asserts alleged alleges allege accused accuses contended contends contend "
        "maintained "
        "maintain maintains charged boasted argued argues argue believe believes"
    ).split()
)  # fmt: skip
DENYING = frozenset("denied denies deny rejected rejects reject dismissed dismisses dismiss refuted refutes rebutted "
                    "disputed disputes contradicted debunked repudiated rubbished quashed disavowed disowned belied "
                    "denying rejecting dismissing ridiculed ridicules mocked scorned spurned contests "
                    "contested".split())  # fmt: skip
IRREGULAR_PAST = frozenset(
    "was were had did went came took gave made left fled met held got saw heard spoke told said led brought "
    "sent lost "
    "shot hit began fell found kept put set ran rose struck died won wrote broke drove flew fought hid bought caught "
    "built burnt blew shut cut let read sank stood sat shook slept taught thought threw understood withdrew".split()
)
NOT_VERBS = frozenset("united proceed exceed succeed armed wounded injured red need feed breed seed "
    "speed indeed hundred unidentified "
                      "unnamed "
                      "embed bed sacred naked wicked aged wed based related besieged".split())  # fmt: skip
COMMANDS = frozenset("bring carry fill take call keep charge pack lock contact follow use check await".split())

# --- Stances ---------------------------------------------------------------------------------------------------------

FALSE_WORDS = frozenset("baseless untrue false nonsense unfounded groundless wrong absurd fantasy rubbish".split())
DISINFORMATION = frozenset(
    "disinformation misinformation propaganda fake fakes fabricated fabricating fabrication fabrications lies "
    "lie lying "
    "invented inventing invention hoax smear provocation provocations fiction staged manipulated forgery "
    "forgeries forged doctored".split()
)
VERIFYING = frozenset(
    (
        "borne check vouch verified verify verifying checked confirmed confirm confirmation "
            "corroborated corroborate authenticated authenticate verifiable "
        "proof verification substantiated established"
    ).split()
)  # fmt: skip
RUMOUR = (
    ("it", "is", "understood"), ("it", "was", "understood"), ("it", "is", "believed"), ("it", "is", "rumoured"),
    ("it", "is", "rumored"), ("rumours",), ("rumors",), ("unconfirmed", "reports"), ("unverified", "reports"),
    ("unverified", "claims"), ("unconfirmed", "claims"),
)  # fmt: skip
REFERRING = frozenset(
    (
        "charge claim claims charges report reports allegation allegations accusation accusations account accounts "
        "statement it this that them incidents neither either version versions story stories assertion rumour rumours"
    ).split()
)  # fmt: skip

# What goes round, and may be called false.
HEARSAY = frozenset(
    (
        "rumours rumors rumour rumor reports report claims claim suggestions talk allegations allegation "
        "version versions posts post clip clips recording screenshot audio messages message video videos "
        "footage pictures images photographs word stories story accounts "
    ).split()
)

# --- Contacts --------------------------------------------------------------------------------------------------------

SPEAKING = frozenset("spoke spoken speaks talked conferred discussed consulted".split())
MEETING = frozenset("met meets".split())
PHONING = frozenset("phoned telephoned rang rung called phones telephones calls".split())
TALKS = {"call": "phone call", "phone-call": "phone call", "conversation": "phone call", "meeting": "meeting",
         "talks": "talks", "talk": "talks", "discussions": "talks", "discussion": "talks",
         "conference": "video call", "summit": "meeting"}  # fmt: skip
PROMISING = frozenset("promised promises pledged pledges agreed agrees assured assures undertook guaranteed "
                      "committed vowed undertaking commitment assurance assurances guarantee guarantees pledge "
                      "promise "
                      "word".split())  # fmt: skip
FAMILY = frozenset("father mother family brother sister wife husband parents parent son daughter friend friends "
                   "uncle "
                   "aunt cousin relatives relative grandfather grandmother roommate neighbour "
                   "neighbor".split())  # fmt: skip
LEADERS = frozenset(
    (
        "president minister premier pm king queen prince emir chancellor secretary ambassador envoy consul general "
        "counterpart counterparts colleague colleagues leader leaders chief commander commanders director governor "
        "mayor spokesman foreign prime officials representative head sides side parties government chargé ministry "
        "ministers generals delegation presidents council embassy coordinator admiral colonel deputy putin zelensky"
    ).split()
)

# --- Casualties and events -------------------------------------------------------------------------------------------

DYING = frozenset("hurt crushed electrocuted killed died dead dies killing perished slain wounded "
    "injured casualty casualties fatally drowned "
                  "deaths fatalities bodies corpses murdered executed".split())  # fmt: skip
VIOLENCE = frozenset(
    (
        "shelling strike strikes blast explosion explosions airstrike airstrikes bombing bombardment raid raids "
        "attack attacks shooting rocket rockets missile missiles drone drones mine shrapnel grenade clashes fighting "
        "gunfire bullet riot riots unrest flood floods flooding landslide landslides quake tsunami cyclone debris "
        "avalanche crossfire bombs mortar fire earthquake bomb shell shells sniper snipers stampede crash collapse "
        "ambush"
    ).split()
)
COUNTED = PEOPLE | frozenset(
    "soldiers policemen officers fighters journalists medics seats berths pilgrims survivors patients detainees "
    "hostages prisoners indians families nurses drivers foreigners kenyans americans germans".split()
)

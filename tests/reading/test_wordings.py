"""Ways in which notices and news are worded, each read once: by the class of the word, whatever the place or people."""

from datetime import date

import pytest

from safepassage.reading import read

TODAY = date(2022, 3, 2)  # a Wednesday


def drafts(text: str):
    return read(text, TODAY, "Kharkiv")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The embassy advised its citizens to consider crossing into Poland.", ["Poland"]),
        ("Students are being told to regroup at the Nebulo hotel and the opera.", ["the Nebulo hotel", "the opera"]),
        ("Students may use the land ports at Shehyni and Krakovets, the embassy said.", ["Shehyni", "Krakovets"]),
        ("Poland urges its citizens to leave by the crossing with Moldova.", ["the crossing with Moldova"]),
        ("Residents must leave. Reception centres are open in Poltava and Lubny.", ["Poltava", "Lubny"]),
        ("Nationals should gather at one of these places: Poltava, Lubny and Sumy.", ["Poltava", "Lubny", "Sumy"]),
        ("When you are called, go to Poltava.", ["Poltava"]),
        (
            "Nationals should go to one of these points:\n- Lubny station\n- School No 7",
            ["Lubny station", "School No 7"],
        ),
        ("ALL NATIONALS MUST LEAVE KHARKIV NOW. PROCEED TO LUBNY AND SUMY.", ["LUBNY", "SUMY"]),
        ("The embassy has hired coaches to take its citizens from Kharkiv to Poltava.", ["Poltava"]),
        ("If your visa runs out, go to the office in Lubny or Sumy.", ["the office in Lubny or Sumy"]),
        ("Residents should leave for the north, Washington said.", ["the north"]),
        ("Students must make their own way to the Hungarian border.", ["the Hungarian border"]),
        (
            "Nationals should report to the reception point in Siret, Romania.",
            ["the reception point in Siret, Romania"],
        ),
        ("Those who cannot find seats should walk to Lubny (11 km) and Sumy (16 km).", ["Lubny", "Sumy"]),
        ("All residents are to move to School No 5 by nightfall.", ["School No 5"]),
        ("Citizens should take the Merefa road to reach Lubny.", ["Lubny"]),
        ("Pupils must assemble in front of the main post office.", ["the main post office"]),
        ("Your meeting point is the Gorky Park entrance, Thursday, 07:00.", ["the Gorky Park entrance"]),
        ("Meeting point: the main gate\nTime: 07:00, Thursday\nDestination: Poltava", ["the main gate", "Poltava"]),
        ("Families were asked to lock up, take papers and wait for a bus at Poltava station.", ["Poltava station"]),
        ("Those who are able to do so are asked to move to Poltava.", ["Poltava"]),
        ("Students who signed up for a seat must go to Poltava.", ["Poltava"]),
        ("The consul renewed his call to Poles to go to Poltava.", ["Poltava"]),
        ("Indian students assemble Thursday 0800 at gate 3 for a convoy to Poltava.", ["gate 3", "Poltava"]),
        ("The mayor has set a deadline of noon for aid groups to leave for Poltava.", ["Poltava"]),
        ("The town hall directed families who have lost their homes to Lubny stadium.", ["Lubny stadium"]),
        ("The consul pleaded with nationals to head for Poltava.", ["Poltava"]),
        ("Students were told to board the buses that leave at dawn for Poltava.", ["Poltava"]),
        ("All who have signed up shall gather at the May 9 stadium.", ["the May 9 stadium"]),
        ("An army leaflet gave inhabitants until 7 p.m. to go north of the river.", ["north of the river"]),
        ("The embassy asks managers to bring staff to Poltava.", ["Poltava"]),
        ("A spokeswoman recommended going to Poltava by train.", ["Poltava"]),
        ("Nationals are asked to gather at the Community School, Lubny, on Friday.", ["the Community School, Lubny"]),
        ("Residents must leave. The Baron hotel is the meeting point.", ["The Baron hotel"]),
        ("Participants report at the UN compound.", ["the UN compound"]),
        ("Those inside were told to go back to the astrodome.", ["the astrodome"]),
        ("Students got an order from the army to leave for Poltava.", ["Poltava"]),
        ("Bus no. 1 leaves the Rose hotel at 09:00 tomorrow for Poltava.", ["Poltava"]),
    ],
)
def test_where_people_are_told_to_go(text, places):
    assert [place.value for one in drafts(text).advisories for place in one.destinations] == places


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Drivers are asked to leave Marathon Avenue to the fire engines.", ["Avoid"]),
        ("Please leave Shevchenko street to the ambulances.", ["Avoid"]),
        ("The mayor told drivers to keep Harbour Road free for the fire brigade.", ["Avoid"]),
        ("Leaving the route is forbidden.", ["Avoid"]),
        ("The bank of the river is out of bounds.", ["Avoid"]),
        ("The road to Sumy is not to be used.", ["Avoid"]),
        ("The embassy discourages driving to Sumy.", ["Avoid"]),
        ("People are being warned against Sumy, where buses have been robbed.", ["Avoid"]),
        ("Nobody should try to leave through Sumy.", ["Avoid"]),
        ("The consul asked students not to venture out of the campus.", ["Avoid"]),
        ("No one should set out by road.", ["Avoid"]),
        ("No bus goes to Sumy, and nobody should walk there.", ["Avoid"]),
        ("The evacuation is put off.", ["Halt"]),
        ("The army told people to remain calmly in their homes.", ["Shelter"]),
        ("Those who have had none should stay where they are.", ["Shelter"]),
        ("The embassy told its nationals to leave Kharkiv for Poltava.", ["Move"]),
    ],
)
def test_what_people_are_told_is_not_turned_round(text, kinds):
    assert [one.kind.value for one in drafts(text).advisories] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "The town hall has not directed families to Lubny stadium.",
        "It would be wrong to tell people to go to Sumy, the king said.",
        "Egypt rejected the idea that residents should move to Sumy.",
        "Families told to go to Sumy were shelled on the road.",
        "They told reporters they had to leave for Sumy on Monday.",
        "Buses that were to take people to Sumy have been cancelled.",
        "Fake leaflets tell people to go to Sumy.",
        "A leaflet telling people to go to Sumy is fake, the army said.",
        "If you have a flight at night you may travel to the airport.",
        "Kyiv will send trucks to Sumy to fetch its people. They are asked to collect their papers.",
        "Residents should leave, a ministry official told reporters in Paris.",
        "Nationals should leave, according to the Kyiv press office.",
        "Residents were told to leave. The last bus to Poltava left on Tuesday.",
        "The convoy to Poltava was shelled. Residents should leave.",
        "Taiwan advised companies to fly their flags to be seen.",
        "They told us to go back to Poltava, a worker said.",
        "She told her family to come to Poltava.",
        "The army ordered its troops to move to Poltava.",
        "The envoy is to travel to Poltava on Friday.",
        "A seat on a flight was reserved for Germans who wished to leave.",
        "The minister denied telling citizens to go to Poltava.",
        "It is not true that the embassy told its nationals to go to Poltava.",
        "Nobody was told to go to Poltava.",
        "The embassy used to advise people to go to Poltava.",
        "The embassy told citizens to think twice before going to Poltava.",
        "Travel to Poltava is banned.",
        "Those who want a seat must report to the harbour master.",
        "Nationals must leave, the embassy to Poltava says.",
        "Residents should leave by road, keeping to Highway M06.",
        "People were told to go home to their families at Easter.",
        "Citizens should come forward to Officer Nemaie.",
        "Residents should move away at once, following the collapse of the Alau dam.",
        "Nationals are asked to report by 0600 on Thursday for a C-130.",
        "The embassy is arranging a bus for Filipinos in Lviv and Lubny who want to leave.",
        "Britain was urged to send planes to Poltava, and its nationals were told to wait.",
        "Residents were told to leave, and many fled to Poltava.",
        "Russia told Ukraine to withdraw to Poltava.",
        "The president was urged to travel to Poltava for talks.",
        "The rumour that students should go to Poltava is false, the embassy said.",
        "Students asked to be taken to Poltava.",
        "Residents should leave. Boats to Poltava do not sail any more.",
        "Residents should leave. Twenty buses set out for Poltava and were held at a barricade.",
        "Nationals must leave and bring:\n- Water",
        "Rebels told residents to leave Sumy, but the mayor urged them not to go to Poltava.",
    ],
)
def test_a_place_that_nobody_is_told_to_go_to_is_no_destination(text):
    assert [place.value for one in drafts(text).advisories for place in one.destinations] == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("by 8:45 on Thursday evening", "2022-03-03T20:45+02:00"),
        ("by 6 tonight", "2022-03-02T18:00+02:00"),
        ("by 7 tomorrow morning", "2022-03-03T07:00+02:00"),
        ("by 17.45 today", "2022-03-02T17:45+02:00"),
        ("until Friday noon", "2022-03-04T12:00+02:00"),
        ("not later than 0730 hrs tomorrow", "2022-03-03T07:30+02:00"),
        ("no later than 3 hours before their 11 pm flight today", "2022-03-02T20:00+02:00"),
        ("by half past six in the evening today", "2022-03-02T18:30+02:00"),
        ("by 8:30 in the evening tomorrow", "2022-03-03T20:30+02:00"),
        ("by ten p.m. today", "2022-03-02T22:00+02:00"),
        ("by 11 tomorrow", "2022-03-03T11:00+02:00"),
    ],
)
def test_times_of_day_in_more_wordings(said, value):
    [one] = drafts(f"Nationals must reach Poltava {said}.").advisories
    assert one.deadline.value == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("All Spaniards must be out of the city by dawn on Saturday.", "by dawn"),
        ("Nationals have 24 hours to leave, the embassy said.", "24 hours"),
        ("The embassy urges everyone to leave by the end of the day.", "by the end of the day"),
        ("Islanders were given until nightfall on Saturday to quit their homes.", "until nightfall"),
    ],
)
def test_a_time_that_no_clock_tells_is_a_question(text, said):
    [one] = drafts(text).advisories
    assert one.deadline.said == said
    assert "T" not in (one.deadline.value or "")  # at most the day
    assert one.deadline.question


@pytest.mark.parametrize(
    "text",
    [
        "14:15 The embassy urges its citizens to leave Kharkiv.",
        "At a briefing at 11 a.m. on Wednesday the spokesman told citizens to leave Kharkiv.",
        "In a statement posted at noon, the embassy said they should leave Kharkiv.",
        "Citizens should go to Poltava after 9 a.m. on Thursday.",
        "Buses will take you to Poltava from 8:30 a.m. on Thursday.",
    ],
)
def test_a_time_that_is_no_end_is_no_deadline(text):
    [one] = drafts(text).advisories
    assert one.deadline is None


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("High Commission of Nebulia, Kyiv – ADVISORY\n1. Nationals must leave.", "High Commission of Nebulia, Kyiv"),
        ("NOTICE\nNationals must leave.\nEmbassy of Nebulia, Kyiv", "Embassy of Nebulia, Kyiv"),
        ("Dear all, please leave now. Yours, the Consul General", "the Consul General"),
        ("ORDER, issued at 2 p.m. by the Municipality of Lubny: everyone must leave.", "the Municipality of Lubny"),
        ("@ConsulNebulia: Nationals should leave now.", "@ConsulNebulia"),
        ("The embassy took another line: it told nationals to leave.", "The embassy"),
        ("Late on Friday India told its people to leave.", "India"),
        ('China\'s embassy "strongly advises Chinese citizens to leave".', "China's embassy"),
        ('The consul counselled patience: "Stay where you are."', "The consul"),
        ("14:15 China's embassy in Kyiv urges its citizens to leave.", "China's embassy in Kyiv"),
        ("Embassy of Nebulia in Ukraine\n2 March 2022\nAll nationals must leave.", "Embassy of Nebulia in Ukraine"),
        ("From: Consulate of Nebulia\nTo: nationals\nPlease leave today.", "Consulate of Nebulia"),
        ("Nebulia is urging its citizens to leave.", "Nebulia"),
        ("Residents have been ordered to leave by the military governor.", "the military governor"),
        ("In an e-mail on Thursday the embassy in Kyiv told travellers to leave.", "the embassy in Kyiv"),
        ("The minister, in a briefing, urged citizens to leave.", "The minister"),
        ("The State Department plans a charter. You must leave by Friday.", "The State Department"),
        ("Alert from the Nebulian Ministry of Health: stay indoors.", "the Nebulian Ministry of Health"),
        ("The charity Hope let its staff know that they must leave.", "The charity Hope"),
        (
            "The army's spokesman, Lt. Col. Ivan Nemaie, wrote that everyone must leave.",
            "The army's spokesman, Lt. Col. Ivan Nemaie",
        ),
        ("Leaflets bore the army's instruction to some 100,000 people: proceed to Poltava.", "the army's"),
        ("Last week the embassy had told its citizens to leave.", "the embassy"),
    ],
)
def test_who_a_notice_is_from(text, issuer):
    assert [one.issuer.value for one in drafts(text).advisories] == [issuer]


def test_embassies_of_two_countries_are_two_issuers():
    text = (
        "The embassy of India told its nationals to leave. The embassy of Belgium told its nationals to go to Poltava."
    )
    assert [one.issuer.value for one in drafts(text).advisories] == ["The embassy of India", "The embassy of Belgium"]


def test_a_train_takes_those_along_who_are_told_to_board_it():
    text = "Women must board the train to Lviv; men must report to the Nebulo barracks."
    assert [place.value for one in drafts(text).advisories for place in one.destinations] == [
        "Lviv", "the Nebulo barracks"
    ]  # fmt: skip


def test_a_time_belongs_to_the_advisory_of_its_clause():
    text = (
        "Denmark called on its students to come back, while Poland told its citizens to reach Poltava by 19:05 today."
    )
    first, second = drafts(text).advisories
    assert (first.deadline, second.deadline.value) == (None, "2022-03-02T19:05+02:00")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Students were told to wait at the gate from 4 a.m. on Friday.", "2022-03-04T04:00+02:00"),
        ("A ship comes on Friday. All who signed up shall gather at pier 3. Time: 6 a.m.", "2022-03-04T06:00+02:00"),
        ("Passengers should gather at the Lubny hotel. First bus: Friday 7:30.", "2022-03-04T07:30+02:00"),
        ("Ferries come on Friday; nationals are to be at pier 3 two hours before it sails at 15:00.",
         "2022-03-04T13:00+02:00"),
    ],
)  # fmt: skip
def test_a_time_that_stands_apart_from_its_day_or_from_what_to_do(text, value):
    [one] = drafts(text).advisories
    assert one.deadline.value == value


def test_two_notices_that_are_numbered_are_two():
    text = (
        "The first advisory told nationals to go to Poltava. The second advisory told nationals to go to Sumy by 6 pm."
    )
    found = drafts(text).advisories
    assert [[place.value for place in one.destinations] for one in found] == [["Poltava"], ["Sumy"]]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Rumours that the airport will close are false, the city said.",
            [("the city", "denies", "the airport will close")],
        ),
        (
            "Pictures that show a burnt church are fake, the bishop said.",
            [("the bishop", "accuses_disinformation", "show a burnt church")],
        ),
        (
            "Claims that the dam was mined were rejected by the army.",
            [("the army", "denies", "the dam was mined")],
        ),
        (
            "The air force's boast that it had hit a bridge could not be checked.",
            [("The air force", "asserts", "it had hit a bridge"), (None, "unverified", "it had hit a bridge")],
        ),
        (
            "Kyiv denied that it had fled; so did the general staff.",
            [("Kyiv", "denies", "it had fled"), ("the general staff", "denies", "it had fled")],
        ),
        (
            "Moscow rejected the accusation, saying that Kyiv had shelled the town.",
            [("Moscow", "asserts", "Kyiv had shelled the town")],
        ),
        (
            "The mayor acknowledged that the move would take time.",
            [("The mayor", "asserts", "the move would take time")],
        ),
        (
            "Sumy held that Kyiv had fired the missile.",
            [("Sumy", "asserts", "Kyiv had fired the missile")],
        ),
        (
            "The party's office: Reports that arms were kept there are fabrications.",
            [("The party's office", "accuses_disinformation", "arms were kept there")],
        ),
        (
            "Whether the crossing will open could not be established.",
            [(None, "unverified", "the crossing will open")],
        ),
        (
            "The army was still looking into who had fired the shells.",
            [("The army", "unverified", "who had fired the shells")],
        ),
        (
            "Rebels say a shell sank a tug. The port's spokesman had no information about that.",
            [("Rebels", "asserts", "a shell sank a tug"), ("The port's spokesman", "unverified", "a shell sank a tug")],
        ),
    ],
)
def test_claims_in_more_wordings(text, claims):
    found = [(one.claimant and one.claimant.value, one.stance.value, one.gist.value) for one in drafts(text).claims]
    assert [each for each in claims if each not in found] == []


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv dismissed the ultimatum.",
        "The mayor said up to 1,900 people had come across.",
        "Do not go unless your airline has confirmed that your flight is operating.",
    ],
)
def test_what_is_no_matter_of_fact_is_no_claim(text):
    assert drafts(text).claims == ()


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Thirty bodies were laid out on Friday.", [30]),
        ("The death toll stands at six.", [6]),
        ("Death toll: 1,700 (authorities), 2,028 (opposition).", [1700, 2028]),
        ("Two boats were strafed, killing six.", [6]),
        ("Seven people are missing, while three residents drowned.", [3]),
        ("A raid killed a baker, Ivan Nemaie, 46, and four of his customers.", [1, 4]),
        ("A girl, Olha Nemaie, 7, was found alive, but her mother, Zoya Nemaie, 33, was dead.", [1]),
        ("They met at the toll gate, all 694 of them.", []),
        ("The governor raised the toll to 52.", [52]),
        ("Strikes in the night took the lives of 22 people.", [22]),
        ("Ivan Nemaie, 41, sustained a gunshot wound.", [1]),
        ("A teacher, Olha Nemaie, 29, lost a leg to a mine.", [1]),
    ],
)
def test_dead_and_wounded_in_more_wordings(text, counts):
    assert [one.count.value for one in drafts(text).casualties] == counts


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("President Ivan Nemaie, who spoke with the mayors by video, left.", ["President Ivan Nemaie", "the mayors"]),
        (
            "The minister was in Baghdad for talks with his Iraqi counterpart.",
            ["The minister", "his Iraqi counterpart"],
        ),
        ("The bishops, after meeting President Nemaie, went home.", ["The bishops", "President Nemaie"]),
        ("The premier had taken a call from the president of Poland.", ["The premier", "the president of Poland"]),
        ("The Italian and Libyan leaders had a telephone conversation.", ["The Italian and Libyan leaders"]),
        ("The envoy sat down with the rebel leaders for an hour.", ["The envoy", "the rebel leaders"]),
        ("President Nemaie and Mr Bude were on the line for an hour.", ["President Nemaie", "Mr Bude"]),
        ("The minister raised it with his Iraqi counterpart.", ["The minister", "his Iraqi counterpart"]),
    ],
)
def test_contacts_in_more_wordings(text, parties):
    [one] = drafts(text).contacts
    assert [party.value for party in one.parties] == parties

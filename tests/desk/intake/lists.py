"""Invented lists, as wardens send them."""

from safepassage.desk.intake import actions, queries

HEADER = "Roll No,Full name,Date of birth,Passport No,Mobile,Status,Hostel,Room,Group,Warden,Remarks,Course"
ROWS = (
    "17,Asha Invented,17.05.2001,M1234567,050 123 45 67,sheltering,Hostel 17,402,A-3,Ravi Madeup,has asthma,medicine",
    "18,Binod Invented,2000-02-29,M7654321,+380 50 765 43 21,left,Hostel 17,403,A-3,Ravi Madeup,,law",
    "19,Chitra Nobody,1999,,067 222 33 44,in the cellar of the school,Hostel 4,,,,,",
)
LIST = "\n".join((HEADER, *ROWS)).encode()


def many(count, begin=0):
    """So many rows, of which each has a phone and a state."""
    rows = [f"{i},Somebody{i} Invented,050 {i:07},sheltering,Hostel {i % 20}" for i in range(begin, begin + count)]
    return "\n".join(("Roll No,Full name,Mobile,Status,Hostel", *rows)).encode()


def taken(crisis, actor, content=LIST, *, name="list.csv", source="hostel-list", region="UA", **said):
    """An import, mapped as it was guessed."""
    row = actions.take_file(crisis, name, content, source, actor=actor)
    plan = queries.plan_of(row).model_copy(update={"region": region, **said})
    actions.say_plan(row, plan, actor=actor)
    return row


def brought_in(crisis, actor, content=LIST, keeps_unread=False, **said):
    """An import that was tried and registered; its row, read anew."""
    row = taken(crisis, actor, content, **said)
    actions.try_import(row.pk, actor=actor)
    actions.begin(row, actor=actor, keeps_unread=keeps_unread)
    actions.run(row.pk, actor=actor)
    return queries.import_of(crisis, row.pk)


def pages(crisis, actor):
    """Ids of imports at each step that has a page of its own: mapped, tried with something to tell, done."""
    mapped = actions.take_file(crisis, "list.csv", LIST, "hostel-list", actor=actor)
    done = brought_in(crisis, actor)
    faulty = LIST.replace(b"050 123 45 67", b"none yet").replace(b"17,Asha", b"21,Asha")
    tried = taken(crisis, actor, faulty, source="another-list")
    actions.try_import(tried.pk, actor=actor)
    return {"mapped": mapped.pk, "tried": tried.pk, "done": done.pk}

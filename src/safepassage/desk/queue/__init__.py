"""Work items: a subject, an owner, a due time; nothing unread and unowned."""

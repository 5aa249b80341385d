"""Work items: what has to be done about whom or what, by whom, until when."""

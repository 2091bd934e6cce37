"""The simulator: tablets, verifiers and people who move, the service itself, and everything that can go wrong.

Begin with `plan.py`: a schedule is a list of steps, whose kinds stand in `steps`, and `drawing.py` draws it from a
seed. `stage.py` is what all schedules play on, `town.py` who takes part in one (`holders.py` at tablets, `desks.py`
and `wards.py` elsewhere), `play.py` how it goes, `acts` how each kind of step is carried out, and `claims` what has to
be true afterwards. `processes.py` and `mishaps.py` are how requests are stopped, cut off and killed at any statement;
`shrinking.py` makes a failing schedule short, `runs.py` plays thousands. `kills.py` and `drops.py` do without any of
that: there, real processes are killed and real connections hung up.
"""

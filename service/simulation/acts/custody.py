"""What becomes of tablets themselves, in the administrator's hands and in strange ones."""

from service.client.wire import Refused, Unreachable
from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.custody import Deposit, EnrolAnew, FileAsItIs, Manage, OrderWipe


@carry_out.register
def _(what: Manage, play: Play, step: Step) -> None:
    device = play.holders[what.tablet].seat.device_id

    def manage() -> None:
        play.admin.line.expect(step.troubles)
        play.story.say(f"  it is {play.admin.manage(device, what.action).state}")

    play.at_desk(play.admin, manage)


@carry_out.register
def _(what: OrderWipe, play: Play, step: Step) -> None:
    device = play.holders[what.tablet].seat.device_id

    def order() -> None:
        play.admin.line.expect(step.troubles)
        play.story.say(f"  it is {play.admin.order_wipe(device, deposit_first=what.deposit_first).state}")

    play.at_desk(play.admin, order)


@carry_out.register
def _(what: Deposit, play: Play, step: Step) -> None:
    holder = play.holders[what.tablet]
    if not holder.is_in_use:
        return
    with play.at_hand(holder, step.troubles) as is_free:
        if is_free:
            try:
                play.story.say(f"  {holder.name} has receipts for {holder.tablet.deposit()} more")
            except (Refused, Unreachable) as why:
                play.story.say(f"  {holder.name}: {why}")


@carry_out.register
def _(what: EnrolAnew, play: Play, step: Step) -> None:
    holder = play.holders[what.tablet]
    if holder.is_busy or holder.is_enrolled:
        return

    def enrol() -> None:
        code = play.admin.code(play.place(holder)).code
        holder.begin_anew()
        with play.at_hand(holder, step.troubles) as is_free:
            if is_free:
                holder.enrol(code)
                play.story.say(f"  {holder.name} is a new tablet")

    play.at_desk(play.admin, enrol)


@carry_out.register
def _(what: FileAsItIs, play: Play, step: Step) -> None:
    office = play.verifiers[what.verifier]

    def file() -> None:
        for op in office.quarantined():
            office.line.expect(step.troubles)
            try:
                play.story.say(f"  filed: {office.file_as_it_is(op).state}")
            except Refused as refusal:
                play.story.say(f"  not filed: {refusal.code}")

    play.at_desk(office, file)

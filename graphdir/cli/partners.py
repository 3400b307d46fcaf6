"""Partners for a need, and how good the ranking is."""

from collections.abc import Mapping

import click

from graphdir import presenting
from graphdir.cli.base import (
    Command,
    ProgressBar,
    directory_at,
    json_option,
    main,
    print_json,
    reports_errors,
    store_option,
)
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.cells import date_typed
from graphdir.matching.evaluation import MEASURES, Seeker, Told, past_of
from graphdir.matching.evaluation import evaluate as evaluate_past
from graphdir.matching.need import Need
from graphdir.matching.own_weights import drop_weights, keep_weights
from graphdir.matching.snapshot import Network
from graphdir.matching.standing import Standing
from graphdir.matching.weights import WEIGHTS
from graphdir.typed import kilometres_typed


@main.command(epilog="Example: graphdir partners --for ST-642 --topic Gewaltprävention --limit 5")
@click.option("--for", "seeker", default="", metavar="ID", help="Organisation that looks for partners, id or name.")
@click.option("--place", default="", metavar="TOWN", help="Town or postcode to look from.")
@click.option("--project", default="", metavar="ID", help="Stored project that needs partners.")
@click.option("--topic", "topics", multiple=True, help="Topic, id or label; may be given again.")
@click.option("--target-group", "target_groups", multiple=True, help="Target group, id or label.")
@click.option("--text", default="", metavar="IDEA", help="The idea in your own words.")
@click.option("--without-topic", "without_topics", multiple=True, help="Topic that the idea names but does not mean.")
@click.option("--project-kind", "kind", default="", help="Kind of project, id or label.")
@click.option("--from", "starts_on", default="", metavar="DATE", help="When it begins: 2027, 02.2027 or 2027-02-01.")
@click.option("--until", "ends_on", default="", metavar="DATE", help="When it ends.")
@click.option("--partner-kind", "partner_kinds", multiple=True, help="Wanted kind of partner, id, label or group.")
@click.option("--radius-km", "radius", default="", metavar="KM", help="Not farther away than this.")
@click.option("--only-new", is_flag=True, help="Only organisations that the seeker has not worked with.")
@click.option("--balanced", is_flag=True, help="Keep the largest from filling every list.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="Most partners to print.")
@click.option("--why-not", default="", metavar="ID", help="Say instead where this organisation stands, and why.")
@store_option
@json_option
@reports_errors
def partners(  # noqa: PLR0913
    *,
    seeker: str,
    place: str,
    project: str,
    topics: tuple[str, ...],
    target_groups: tuple[str, ...],
    text: str,
    without_topics: tuple[str, ...],
    kind: str,
    starts_on: str,
    ends_on: str,
    partner_kinds: tuple[str, ...],
    radius: str,
    only_new: bool,
    balanced: bool,
    limit: int,
    why_not: str,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Find suitable partners, best first, each with the reasons why."""
    directory = directory_at(store_url)
    taxonomy = directory.taxonomy()
    need = Need(
        seeker=directory.named(seeker).id if seeker else "",
        spot=directory.spot(place) if place else None,
        project=project,
        topics=topics,
        target_groups=target_groups,
        text=text,
        without_topics=without_topics,
        kind=kind,
        starts_on=date_typed(starts_on, taxonomy),
        ends_on=date_typed(ends_on, taxonomy, ends=True),
        partner_kinds=partner_kinds,
        radius_km=kilometres_typed(radius) if radius else None,
        only_new=only_new,
        balanced=balanced,
    )
    if why_not:
        _tell_standing(directory.standing(need, directory.named(why_not).id), as_json=as_json)
        return
    ranking = directory.partners(need, limit=limit)
    if as_json:
        print_json(presenting.ranking_record(ranking))
        return
    if not ranking.matches:
        click.echo(_("Nobody in the directory fits. Take a condition away."))
    if ranking.behind:
        click.echo(_("The network has changed much a moment ago; this is still the answer of before."))
    for remark in (*presenting.ranking_remarks(ranking), *presenting.on_topic_line(ranking)):
        click.echo(remark)
    for number, match in enumerate(ranking.matches, start=1):
        click.echo("\n".join(presenting.match_lines(match, number)))
    for remark in presenting.ranking_basis(ranking):
        click.echo(remark)
    if balanced:
        click.echo(_("The balanced switch looks at the lists that a running site has shown; here there are none."))


def _tell_standing(standing: Standing, *, as_json: bool) -> None:
    if as_json:
        print_json(presenting.standing_record(standing))
    else:
        click.echo("\n".join(presenting.standing_lines(standing)))


def _past_options(command: Command) -> Command:
    for option in (
        click.option("--new-edges", is_flag=True, help="Ask for pairs of site and lead that are new."),
        click.option(
            "--seeker",
            type=click.Choice(("lead", "each", "site")),
            default="lead",
            show_default=True,
            help="Who of a project's participants seeks the others.",
        ),
    ):
        command = option(command)
    return command


@main.command(epilog="Example: graphdir evaluate --cutoff 2012 --seeker site --new-edges")
@click.option("--cutoff", required=True, metavar="DATE", help="All that begins from this day on is hidden.")
@_past_options
@click.option(
    "--text",
    "told",
    type=click.Choice(("none", "title", "all")),
    default="none",
    show_default=True,
    help="How much of a project's text the seeker knows.",
)
@click.option("--mask-names", is_flag=True, help="Without words of a true partner's name or town.")
@click.option("--balanced", is_flag=True, help="With the balanced switch.")
@click.option("--fitted", is_flag=True, help="By the weights that the past before CUTOFF suggests.")
@store_option
@json_option
@reports_errors
def evaluate(  # noqa: PLR0913
    *,
    cutoff: str,
    seeker: Seeker,
    told: Told,
    mask_names: bool,
    new_edges: bool,
    balanced: bool,
    fitted: bool,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Measure how well the ranking finds the partners of projects after CUTOFF, beside simple ways."""
    network = Network.read(directory_at(store_url).store)
    past = past_of(network, cutoff, seeker=seeker, told=told, mask_names=mask_names, new_edges=new_edges)
    weights = WEIGHTS
    if fitted:
        weights, _number = _fitted(network, cutoff, seeker, new_edges=new_edges, as_json=as_json)
    with ProgressBar(_("Asking"), quiet=as_json) as progress:
        figures = evaluate_past(past, weights=weights, balanced=balanced, progress=progress)
    if as_json:
        print_json(figures)
        return
    click.echo(
        _(
            "%(queries)s questions, %(candidates)s candidates, %(ms)s ms a question",
            queries=figures["queries"],
            candidates=figures["candidates"],
            ms=figures["milliseconds_per_query"],
        )
    )
    click.echo("\t".join(("", *MEASURES, "new_recall_at_10")))
    for name, row in (("ranking", figures), *figures["baselines"].items()):
        values = [*(row[measure] for measure in MEASURES), row["new_partners"]["recall_at_10"]]
        click.echo("\t".join((name, *(f"{value:.3f}" for value in values))))
    click.echo(_("95 % intervals of the ranking, and of its difference to pagerank_mixed question by question:"))
    for measure in MEASURES:
        low, high = figures["interval_95"][measure]
        gap = figures["difference_to_pagerank_mixed"][measure]
        click.echo(
            f"{measure}\t[{low:.3f}, {high:.3f}]\t{gap['mean']:+.3f} "
            f"[{gap['interval_95'][0]:+.3f}, {gap['interval_95'][1]:+.3f}]"
        )


@main.command(epilog="Example: graphdir fit --cutoff 2012 --seeker site")
@click.option("--cutoff", metavar="DATE", help="All that begins from this day on is hidden; needed but for --shipped.")
@_past_options
@click.option("--keep", is_flag=True, help="Rank by these weights from now on, on the site too.")
@click.option("--shipped", is_flag=True, help="Rank by the shipped weights again.")
@store_option
@json_option
@reports_errors
def fit(  # noqa: PLR0913
    *,
    cutoff: str | None,
    seeker: Seeker,
    new_edges: bool,
    keep: bool,
    shipped: bool,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Print weights that the network's own past before CUTOFF suggests."""
    directory = directory_at(store_url)
    if shipped:
        drop_weights(directory.store)
        weights, number = WEIGHTS, 0
    else:
        if cutoff is None:
            raise InvalidInputError(_("Say from which day on nothing is looked at: --cutoff 2026-08-01."))
        network = Network.read(directory.store)
        weights, number = _fitted(network, cutoff, seeker, new_edges=new_edges, as_json=as_json)
        if keep and weights != WEIGHTS:
            weights = keep_weights(directory.store, weights)
    if as_json:
        print_json(
            {
                "questions": number,
                "shipped": weights == WEIGHTS,
                "kept": keep and weights != WEIGHTS,
                "weights": weights,
            }
        )
        return
    if shipped:
        click.echo(_("Partners are ranked by the shipped weights."))
    elif weights == WEIGHTS:
        click.echo(_("Nothing better was found in this network's past: the shipped weights stay."))
    elif keep:
        click.echo(_("Partners are ranked by these weights from now on; --shipped goes back."))
    for name, weight in weights.items():
        click.echo(f"{name}\t{weight:.3f}")


def _fitted(
    network: Network, cutoff: str, seeker: Seeker, *, new_edges: bool, as_json: bool
) -> tuple[Mapping[str, float], int]:
    """Return the weights that the past before a day suggests, and how many questions they were learned from."""
    from graphdir.matching.fit import fit as fit_weights  # noqa: PLC0415  scipy is not needed by other commands
    from graphdir.matching.fit import samples_of  # noqa: PLC0415

    with ProgressBar(_("Asking"), quiet=as_json) as progress:
        samples = samples_of(network, cutoff, seeker=seeker, new_edges=new_edges, progress=progress)
    return fit_weights(samples), len(samples)

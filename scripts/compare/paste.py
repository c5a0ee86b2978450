"""Tables for the documents, in Markdown, and charts beside them: table.md and chart.svg. A table begins with the facts
of its run and ends with the rows in which peers are ahead, so that it can be pasted as it is."""

import re

import charts

AHEAD = 0.97  # below this ratio a peer is ahead, and its ratio is bold
SERIES = re.compile(r"(.+)-(\d+)([a-z]*)")
SCALE = {"k": 2**10, "m": 2**20, "g": 2**30}


def markdown(head, rows):
    """The lines of a table."""
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head),
            *(f"| {' | '.join(row)} |" for row in rows)]


def ratio(estimate):
    """A ratio, bold where the peer is ahead."""
    if estimate is None:
        return "-"
    return f"**{estimate.value:.2f}**" if estimate.value < AHEAD else f"{estimate.value:.2f}"


def cells(results, cell):
    """{workload: {allocator: what `cell` makes of its row}}, `failed` where there is none."""
    table = {}
    for row in results.rows:
        text = cell(row) if row.figures else "failed" if not row.skipped else "-"
        table.setdefault(row.workload, {})[row.allocator] = text
    return table


def cost(row):
    """Seconds and peak memory."""
    return f"{row.figures['wall']:.3f}, {row.figures['rss_kib'] / 1024:.1f}"


def workloads(results):
    """Seconds and MiB of the base; of each peer, both as ratios to that."""
    base, names = results.base, [total.allocator for total in results.totals]
    peers = [name for name in names if name != base]
    own = cells(results, cost)
    relative = cells(results, lambda row: f"{ratio(row.ratios['time'])}, {ratio(row.ratios['peak'])}")
    rows = [[work, *(own[work][base].split(", ") if ", " in own[work][base] else ["failed", "-"]),
             *(relative[work][name] for name in peers)] for work in own]
    totals = {total.allocator: total.ratios for total in results.totals}
    rows.append(["geometric mean", "", "", *(", ".join(map(ratio, (totals[name]["time"],
                                                                 totals[name]["peak"])))
                                           for name in peers)])
    return markdown(["workload", f"{base} s", "MiB", *(f"{name} time, peak" for name in peers)], rows)


def series(results, out):
    """Seconds and MiB of each allocator, for workloads that are called NAME-NUMBER: in the chart a
    panel for each NAME. Returns the lines, and what there is to note."""
    names = [total.allocator for total in results.totals]
    table = cells(results, cost)
    lines = markdown(["s, MiB", *names], [[work, *(found[name] for name in names)]
                                          for work, found in table.items()])
    panels = {}
    for row in (row for row in results.rows if row.figures):
        found = SERIES.fullmatch(row.workload)
        if not found:
            continue
        for figure, unit in (("wall", "seconds"), ("rss_kib", "peak MiB")):
            panel = panels.setdefault((found[1], figure), charts.Panel(f"{found[1]}, {unit}"))
            value = row.figures[figure] / (1024 if figure == "rss_kib" else 1)
            panel.add(row.allocator, int(found[2]) * SCALE.get(found[3], 1), found[2] + found[3], value)
    return lines, charts.draw_panels(list(panels.values()), out)


def block(facts):
    """The lines that say when, where and of what a table was taken."""
    return ["```", *facts, "```", ""]


def losses(results):
    """The rows in which a peer is ahead of the base beyond its interval, by name, for time and for peak."""
    rows = []
    for measure, word in (("time", "faster"), ("peak", "smaller")):
        compared = sum(bool(row.verdict(measure)) for row in results.rows if row.allocator != results.base)
        found = results.standing(measure, "ahead")
        count = sum(map(len, found.values()))
        told = "; ".join(f"`{workload}` " + ", ".join(
            f"{row.allocator} {row.ratios[measure].value:.2f} ({interval(row.ratios[measure])})" for row in rows)
            for workload, rows in found.items())
        rows.append([f"{word}: {count} of {compared} comparisons", told or "none"])
    return ["", *markdown(["a peer is ahead beyond its interval", "where, with the ratio and its interval"], rows)]


def own_figures(results):
    """A table for each workload that reported figures besides: these, and what was measured anyway."""
    lines = []
    for workload in dict.fromkeys(row.workload for row in results.rows if row.own):
        rows = [row for row in results.rows if row.workload == workload and row.figures]
        names = list(dict.fromkeys(name for row in rows for name in row.own))
        lines += ["", f"{workload}:", ""]
        lines += markdown(
            ["", "wall ratio", "95 % interval", *names, "user s", "sys s", "faults", "peak MiB"],
            ([row.allocator, ratio(row.ratios["time"]), interval(row.ratios["time"]),
              *(f"{row.own[name]:.4g}" if name in row.own else "-" for name in names),
              f"{row.figures['user']:.2f}", f"{row.figures['sys']:.3f}",
              f"{row.figures['minor'] + row.figures['major']:.0f}",
              f"{row.figures['rss_kib'] / 1024:.1f}"] for row in rows))
    return lines


def interval(estimate):
    """A ratio's interval."""
    return "-" if estimate is None or estimate.low is None else f"{estimate.low:.3f}–{estimate.high:.3f}"


def curves(results, out):
    """chart.svg with a panel for each workload and curve that the programs reported, if any did;
    returns what there is to note."""
    panels = {}
    for row in results.rows:
        for name, points in row.curves.items():
            panel = panels.setdefault((row.workload, name), charts.Panel(
                f"{row.workload}, {name.replace('_', ' ')}", plain=True))
            panel.lines[row.allocator] = points
    return charts.draw_panels(list(panels.values()), out) if panels else []


def write(results, out, as_series):
    """table.md, and of series chart.svg; returns what there is to note."""
    notes = []
    if as_series:
        lines, notes = series(results, out)
    else:
        lines = workloads(results) + losses(results) + own_figures(results)
        notes = curves(results, out)
    (out / "table.md").write_text("\n".join(block(results.facts) + lines) + "\n", "utf-8")
    return notes

"""The rules about background work. Pure."""

from cauce.core.rules import Rule, table

RULES = table(
    "jobs",
    [
        Rule(
            "JOB-01",
            "El trabajo ya terminó ({state}); no hay nada que cancelar.",
            "Consulte su resultado o inicie otro.",
            "issue 2, jobs: cancel",
        ),
        Rule(
            "JOB-02",
            "Este trabajo lo pidió otra persona.",
            "Pueden verlo quien lo pidió y la coordinación sectorial.",
            "design.md, least privilege by place in the tree",
        ),
        Rule("JOB-03", "El trabajo {number} no existe.", "Vuelva a la lista de trabajos.", "issue 2, jobs"),
    ],
)

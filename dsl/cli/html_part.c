/* html_part.c - pieces of pages: escaped texts, figures, the frame with its style sheet.
 *
 * A page refers to nothing outside it, and its policy forbids that whatever the data hold. */
#include <string.h>

#include "figure.h"
#include "html_report.h"
#include "markup.h"

static const char style[] =
    "body{font-family:\"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,serif;color:#1a1a1a;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.6}\n"
    "h1{font-size:1.6rem;margin:0 0 .5rem}\n"
    "h2{font-size:1.2rem;margin:2rem 0 .6rem;border-bottom:2px solid #1a1a1a;padding-bottom:.2rem}\n"
    "h3{font-size:1rem;margin:0 0 .3rem}\n"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}\n"
    "th,td{border:1px solid #999;padding:.2rem .5rem;text-align:left;vertical-align:top}\n"
    "th{background:#f0f0f0;font-weight:600}\n"
    "td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    "td.formula,code{font-family:\"Noto Sans Mono CJK SC\",\"Sarasa Mono SC\",monospace;font-size:.85rem;overflow-wrap:anywhere}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.4rem 0 0;font-size:.92rem}\n"
    "dt{color:#555}\n"
    "dd{margin:0;overflow-wrap:anywhere}\n"
    "ul{margin:0;padding-left:1.2rem}\n"
    "table.head{width:auto}\n"
    ".finding{border:1px solid #bbb;border-left:.4rem solid #888;padding:.5rem .8rem;margin:0 0 .7rem;break-inside:avoid}\n"
    ".finding.error{border-left-color:#b00020}\n"
    ".finding.warning{border-left-color:#c77700}\n"
    ".finding.info{border-left-color:#1f5fa8}\n"
    ".finding.light{border-left-color:#999}\n"
    ".tag{font-size:.85rem;font-weight:400;color:#444;margin-right:.4rem}\n"
    ".message{margin:.2rem 0}\n"
    ".row{font-weight:400}\n"
    ".bad{color:#b00020}\n"
    ".faint{color:#666}\n"
    "summary{cursor:pointer;font-weight:600;margin:2rem 0 .6rem}\n"
    "footer{margin-top:2rem;font-size:.8rem;color:#666;overflow-wrap:anywhere}\n"
    "@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}}\n";

void html_text(struct cli *c, const char *text)
{
    if (text)
        markup_text(&c->out, text);
}

void html_message(struct cli *c, enum message_id id)
{
    html_text(c, cli_text(c, id));
}

void html_figure(struct cli *c, const char *value, const char *exact, const char *unit)
{
    struct layout_cell cell = {.count = 0};
    figure_add(&cell, value, exact, unit);
    for (size_t i = 0; i < cell.count; i++)
        markup_bytes(&c->out, cell.part[i], cell.length[i]);
}

void html_exact(struct cli *c, const char *exact)
{
    enum { LONGEST = 60 }; /* a longer fraction helps no reader; JSON has it */
    if (!figure_endless(exact) || strlen(exact) > LONGEST)
        return;
    output_text(&c->out, "<br><span class=\"faint\">");
    html_text(c, exact);
    output_text(&c->out, "</span>");
}

void html_element(struct cli *c, const char *tag, const char *class, const char *text)
{
    output_format(&c->out, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
    html_text(c, text);
    output_format(&c->out, "</%s>", tag);
}

void html_open(struct cli *c, const char *title)
{
    output_format(&c->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", c->english ? "en" : "zh-CN");
    output_text(&c->out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html_element(c, "title", NULL, title);
    output_text(&c->out, "\n<style>\n");
    output_text(&c->out, style);
    output_text(&c->out, "</style>\n</head>\n<body>\n");
}

void html_close(struct cli *c)
{
    output_text(&c->out, "</body>\n</html>\n");
}

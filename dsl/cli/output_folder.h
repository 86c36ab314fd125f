/* output_folder.h - one file per report: -o names a folder. */
#ifndef HENG_CLI_OUTPUT_FOLDER_H
#define HENG_CLI_OUTPUT_FOLDER_H

#include "cli.h"

/* True if `path` is a folder, or is written as one that is to be made ("pages/"). */
bool output_is_folder(const char *path);

/* Makes the folder unless it is there; false after telling why it cannot be made. */
bool output_make_folder(const struct cli *c, const char *path);

/* The path of a report's file in the folder: unit and year, and a number if `taken` paths have that name already. To be freed; NULL if
 * memory ends. */
char *output_folder_path(const struct cli *c, const heng_report *report, size_t number, char *const *taken, size_t taken_count);

#endif

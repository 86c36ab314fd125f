/* host.h - report data as columns that the host has already. */
#ifndef HENG_HOST_H
#define HENG_HOST_H

#include "builder.h"

/* Fills an empty builder with host columns, one lane per report. Lanes are used in place where their scale is that of
 * the field's lanes: then the host's arrays must live as long as the data. Nothing else may be added to the builder
 * before data_builder_clear.
 *
 * A figure counts as printed with the column's decimals; an absent lane is blank, a field without column missing.
 * DATE fields take days since 1970-01-01, TRUTH fields 0 and 1; tables are empty; the data has no infos and no
 * origins. HENG_INVALID for a name that is not declared, comes twice or is that of a text, which is reported without
 * place; HENG_LIMIT, HENG_MEMORY. */
heng_status data_from_columns(struct data_builder *b, const heng_column *columns, size_t count, size_t reports);

#endif

// QCustomPlot with Qt's keywords: its header writes `signals`, `slots` and `foreach`, which QT_NO_KEYWORDS takes away.
// Include this instead of <qcustomplot.h>.
#pragma once

#include <QtGlobal>

#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef emit
#undef foreach

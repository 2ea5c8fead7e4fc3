// The verbs below `isonet detect`, each registered on it (Commands.h tells how).
#pragma once

#include "app/cli/Commands.h"

namespace isonet::cli {

void addDetectPredict(Verb detect);

}  // namespace isonet::cli

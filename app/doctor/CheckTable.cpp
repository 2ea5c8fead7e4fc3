#include "app/doctor/Check.h"

namespace isonet::doctor {

#define ISONET_CHECK(Name, name, title, quick) Outcome check##Name(const Subject&);
#include "app/doctor/Checks.def"
#undef ISONET_CHECK

const std::vector<Check>& checks() {
    static const std::vector<Check> all = {
#define ISONET_CHECK(Name, name, title, quick) {name, title, quick, check##Name},
#include "app/doctor/Checks.def"
#undef ISONET_CHECK
    };
    return all;
}

}  // namespace isonet::doctor

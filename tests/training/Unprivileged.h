// Gives up root's privilege to read files without read permission, for this thread, until restore() or the end of the
// scope.
#pragma once

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isonet::test {

class Unprivileged {
public:
    Unprivileged() {
        if (syscall(SYS_capget, &header_, before_) != 0)
            return;
        __user_cap_data_struct less[2] = {before_[0], before_[1]};
        less[0].effective &= ~((1U << CAP_DAC_OVERRIDE) | (1U << CAP_DAC_READ_SEARCH));
        good = syscall(SYS_capset, &header_, less) == 0;
    }
    ~Unprivileged() { restore(); }
    void restore() const {
        if (good)
            syscall(SYS_capset, &header_, before_);
    }
    bool good = false;

private:
    mutable __user_cap_header_struct header_{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct before_[2]{};
};

}  // namespace isonet::test

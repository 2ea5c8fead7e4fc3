// Preloaded into a program: opening a file whose path contains "hanging" never returns, as on a network mount that does
// not answer. The first such open creates the file named by ISONET_HANGS; the file named by ISONET_ANSWERS ends the
// wait.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

using Open = int (*)(const char*, int, ...);

int openUnlessHanging(const char* function, const char* path, int flags, va_list arguments) {
    const auto open = reinterpret_cast<Open>(dlsym(RTLD_NEXT, function));
    const int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, int) : 0;
    if (std::strstr(path, "hanging")) {
        if (const char* report = std::getenv("ISONET_HANGS"))
            ::close(open(report, O_CREAT | O_WRONLY, 0600));
        const char* answers = std::getenv("ISONET_ANSWERS");
        while (!answers || ::access(answers, F_OK) != 0)
            ::usleep(10'000);
    }
    return open(path, flags, mode);
}

}  // namespace

#define ISONET_HANGING(function)                                                 \
    extern "C" int function(const char* path, int flags, ...) {                  \
        va_list arguments;                                                       \
        va_start(arguments, flags);                                              \
        const int result = openUnlessHanging(#function, path, flags, arguments); \
        va_end(arguments);                                                       \
        return result;                                                           \
    }
ISONET_HANGING(open)
ISONET_HANGING(open64)

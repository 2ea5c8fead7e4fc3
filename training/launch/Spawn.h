// Starts a program without a shell and without this process's open files, signal handlers and blocked signals.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace isonet::launch {

class SpawnedProcess {
public:
    // `arguments[0]` is looked up in PATH if it has no slash. Its standard input, output and error are pipes; input is
    // closed by closeInput(). error() says why it could not be started.
    explicit SpawnedProcess(const std::vector<std::string>& arguments);
    ~SpawnedProcess();  // closes the pipes; kills and reaps a process that has not been waited for
    SpawnedProcess(const SpawnedProcess&) = delete;
    SpawnedProcess& operator=(const SpawnedProcess&) = delete;

    int error() const { return error_; }  // errno; 0: started
    int input() const { return input_; }
    int output() const { return output_; }
    int errors() const { return errors_; }
    void closeInput();
    void kill();
    int wait();  // its exit code; 128 + N: ended by signal N

private:
    pid_t process_ = -1;
    int error_ = 0;
    int input_ = -1, output_ = -1, errors_ = -1;
};

}  // namespace isonet::launch

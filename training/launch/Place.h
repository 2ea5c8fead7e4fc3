// Where a run is to run, as it is written in commands, queues and launch.json:
//   here                                  the workbench's own thread; not for launchers
//   process, process:cuda:0               a separate program
//   devices:cuda:0,cuda:1, devices:cuda:0-3    one rank for each device of this machine
//   slurm, slurm:partition=gpu,nodes=2,gpus=4,time=12:00:00,account=lab,extra="--exclude=n1,n2"
//   ssh:host, ssh:user@host,folder=/scratch/runs,program=/opt/isonet/bin/isonet,on=devices:cuda:0-3
// A value with a comma is quoted: key="a,b".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace isonet::launch {

enum class PlaceKind { Here, Process, Devices, Slurm, Ssh };
std::string_view kindName(PlaceKind kind);  // "here", ...

struct SlurmOptions {
    std::string partition = {};  // empty: SLURM's default; so are the others
    int nodes = 1;
    int gpus = 0;           // per node, one rank each; 0: one rank per node on its CPU
    int cpus = 0;           // per rank; 0: SLURM's default
    std::string time = {};  // limit, as sbatch reads it: minutes, HH:MM:SS, D-HH:MM:SS
    std::string account = {};
    std::string program = {};             // isonet on the nodes; empty: the path of this one
    std::vector<std::string> extra = {};  // further options of sbatch: "--constraint=a100"

    bool operator==(const SlurmOptions&) const = default;
};

struct SshOptions {
    std::string host = {};     // name, user@name or an alias of ~/.ssh/config
    std::string folder = {};   // of runs there, followed by rsync; empty: the run's own path, on a shared disk
    std::string program = {};  // isonet there; empty: found by the login shell's PATH
    std::string on = {};       // place on that machine: process (default) or devices:...

    bool operator==(const SshOptions&) const = default;
};

struct Place {
    PlaceKind kind = PlaceKind::Process;
    std::vector<std::string> devices = {};  // of Process (at most one) and Devices
    SlurmOptions slurm = {};
    SshOptions ssh = {};

    bool operator==(const Place&) const = default;
};

// Throws std::invalid_argument naming the text and what is accepted.
Place parsePlace(std::string_view text);
// The text that reads back as the same place.
std::string placeText(const Place& place);

// "cuda:0-3" or "cpu,cuda:1" -> one name per device. Throws std::invalid_argument.
std::vector<std::string> parseDevices(std::string_view text);

}  // namespace isonet::launch

// What is given to sbatch, and what it and the other programs of SLURM answer. Queues use it for arrays, too.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "training/launch/CommandRunner.h"
#include "training/launch/Place.h"

namespace isonet::launch {

// The arguments of sbatch, beginning with its name, for a script on its standard input: --parsable, the options,
// --requeue and a signal to the script (USR1) 60 seconds before the time limit. `output`: the file that gets the
// output; % is not special in it.
std::vector<std::string> sbatchArguments(const SlurmOptions& options, const std::string& name,
                                         const std::string& output);

// A bash script that trains in job steps (srun). A USR1 (time limit) ends the training with a checkpoint and requeues
// the job, which then resumes; a USR2 ends it with a checkpoint. `commands`: bash statements that set `run`, the run's
// folder, and the arrays `first`, the arguments of isonet for a run that does not exist yet, and `more`, further ones,
// and define the function `mine`, which succeeds unless the job must not touch the folder anymore.
std::string slurmScript(const SlurmOptions& options, const std::string& program, const std::string& commands);

// "123" or "123_4" as sbatch prints it; empty if it is not one.
std::string jobIdOf(std::string_view text);

// A sentence with the remedy for a command of SLURM that failed. `command`: its name.
std::string slurmTrouble(const std::string& command, const CommandResult& result);

// sbatch has failed in a way that leaves open whether SLURM has the job: its answer was lost or came too late.
bool maybeSubmitted(const CommandResult& result);

struct SlurmJob {
    std::string state;   // "RUNNING", ...; empty: SLURM does not know the job anymore
    std::string reason;  // why it waits; "None"
    std::string name, nodes, limit;
    std::string trouble;  // SLURM cannot be asked: why, with the remedy
};
// By squeue, or sacct for a job that has left the queue.
SlurmJob askSlurm(const std::string& jobId, CommandRunner& commands);
// All jobs of this user that squeue knows, each task of an array, by id, with one question. Returns why SLURM cannot be
// asked; empty: it can.
std::string askSlurmForAll(std::map<std::string, SlurmJob>& jobs, CommandRunner& commands);

}  // namespace isonet::launch

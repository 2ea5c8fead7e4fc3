// Sweep files:
//
//   sweep: rates                       # short name, used for folders ("experiment" in files of earlier versions)
//   title: Which rate suits which depth
//   notes: [printed below the results table]
//   fails_below: 40                    # percent; a lower top-1 is reported as N/A (the paper's rule); default 0
//   base: isonet-20-fashion-mnist      # a preset, a configuration file next to this one, or sections with keys
//   set: {run.epochs: 1}               # keys changed in every row
//   rows:                              # default: one row
//     - row: a                         # label
//       name: vanilla                  # used for folders
//       method: Vanilla                # display name; default: the network's name plus the varied values
//       when: {model.depth: [34, 50]}  # no row where this key has another value
//       set: {model.activation: relu}
//       except: [{where: {model.depth: 101}, set: {penalty.coefficient: 3e-4}}]
//       paper: 63.09                   # or N/A; with `vary` a list, one per combination; for a detector
//                                      # {box_ap: 35.0, mask_ap: 32.2}
//       paper_depth: 34                # depth of the paper's network; default: this row's depth
//       id: a-vanilla-34               # run folder; default: label, name and network
//   vary: {model.depth: [20, 32], optimizer.learning_rate: [0.01, 0.02]}
//   sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}, model.dropout: {uniform: [0, 0.5]},
//            stages[2].channels: {choose: [64, 96, 128]}}
//   samples: 20                        # rows per combination of vary
//   sample_seed: 1                     # default 1
//   seeds: [1, 2, 3]                   # of run.seed, one row each; or
//   repeats: 3                         # the row's own seed and the next two
//   when: {model.depth: [20, 32]}      # of all rows, as in a row
//   except: [{where: {model.depth: 8, model.activation: srelu}, skip: true}]     # of all rows
//
// Every listed row is made for each combination of the values of `vary` (the last key varies fastest), for each sample
// and for each seed, in this order. The samples are the same for all rows and combinations, so that they can be
// compared (Sampling.h). Keys with integer values, and others with `integer: true`, get integers; uniform: [8, 64]
// includes both.
//
// Changes apply in this order: base, set, the row's set, vary, sample; then `when` is checked; then each exception
// whose `where` holds is applied, those of all rows first; `skip: true` drops the row. `when` and `where` hold if every
// key has the value, or one of the values of a list. A stage that the row lacks has no value, nor has model.depth where
// the stages are given. Last, milestones and warmup follow run.epochs where it is not that of the base, unless the row
// sets them (config/ScheduleScale.h).
//
// Keys are those of `--set` (config/Override.h): any key of a configuration, also those of single stages, for which
// "stages[2].channels", "stem.kernel" and "head.pool" are short.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "training/sweeps/Sweep.h"
#include "training/sweeps/SweepFile.h"

namespace isonet::sweeps {

// `source` names the text in messages; a `base` that is a file is resolved relative to `folder`. Throws
// config::ConfigError with line, key, value and accepted values, or std::system_error if a base cannot be read. Rows
// are not validated as a whole, because scaling (Scale.h) may make them valid.
SweepFile parseSweepFile(std::string_view yaml, const std::string& source, const std::filesystem::path& folder = {});
SweepFile loadSweepFile(const std::filesystem::path& path);  // without a name: the file's
// The same, expanded to rows.
Sweep parseSweep(std::string_view yaml, const std::string& source, const std::filesystem::path& folder = {});
Sweep loadSweep(const std::filesystem::path& file, Schedules schedules = Schedules::FollowEpochs);

// Reads back as an equal sweep. Rows are written out: no `vary`, no `except`. SweepFileText.h keeps them.
std::string toYaml(const Sweep& sweep);

}  // namespace isonet::sweeps

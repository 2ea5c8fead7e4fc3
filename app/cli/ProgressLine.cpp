#include "app/cli/ProgressLine.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "app/cli/Table.h"
#include "model/base/ShownText.h"
#include "training/telemetry/Tags.h"

namespace isonet::cli {

std::string progressText(const telemetry::RunStatus& s) {
    std::string text = "epoch " + std::to_string(s.epoch) + "/" + std::to_string(s.epochs) + "  step " +
                       grouped(s.step) + "/" + grouped(s.steps);
    // A resumed run has neither until its next measurement.
    if (s.loss != 0 || s.imagesPerSecond > 0)
        text += "  loss " + fixed(s.loss, 4);
    if (s.trainTop1 >= 0)
        text += "  train " + fixed(s.trainTop1, 1) + " %";
    const auto boxes = s.metrics.find(telemetry::tags::boxAp), masks = s.metrics.find(telemetry::tags::maskAp);
    if (boxes != s.metrics.end())
        text += "  box AP " + fixed(boxes->second, 2);
    else if (s.validationTop1 >= 0)
        text += "  val " + fixed(s.validationTop1, 2) + " %";
    if (masks != s.metrics.end())
        text += "  mask AP " + fixed(masks->second, 2);
    if (s.imagesPerSecond > 0)
        text += "  " + fixed(s.imagesPerSecond, s.imagesPerSecond < 10 ? 2 : 0) + " images/s";
    if (s.secondsLeft >= 0)
        text += "  " + duration(s.secondsLeft) + " left";
    return text;
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}

bool ProgressLine::isDue() const {
    using namespace std::chrono_literals;
    return std::chrono::steady_clock::now() - last_ >= (terminal_ ? 200ms : 10'000ms);
}

void ProgressLine::onStatus(const telemetry::RunStatus& status) {
    if (quiet_ || status.step == 0)
        return;
    const bool milestone = status.epoch != lastEpoch_ || (status.step == status.steps && status.step != lastStep_);
    if (!isDue() && !milestone)
        return;
    lastEpoch_ = status.epoch;
    lastStep_ = status.step;
    print(progressText(status));
}

void ProgressLine::onProgress(const std::string& text, bool last) {
    if (!quiet_ && (isDue() || last))
        print(text);
}

void ProgressLine::onMessage(const std::string& message) {
    if (quiet_)
        return;
    finish();
    std::fprintf(stderr, "%s\n", base::shownText(message).c_str());
}

void ProgressLine::finish() {
    if (terminal_ && shown_ > 0)
        std::fputc('\n', stderr);
    shown_ = 0;
}

void ProgressLine::print(const std::string& line) {
    last_ = std::chrono::steady_clock::now();
    if (!terminal_) {
        std::fprintf(stderr, "%s\n", line.c_str());
        return;
    }
    const std::string rest(shown_ > line.size() ? shown_ - line.size() : 0, ' ');
    std::fprintf(stderr, "\r%s%s", line.c_str(), rest.c_str());
    std::fflush(stderr);
    shown_ = line.size();
}

}  // namespace isonet::cli

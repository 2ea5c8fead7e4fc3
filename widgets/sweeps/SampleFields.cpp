#include "widgets/sweeps/SampleFields.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <climits>

#include "widgets/sweeps/FieldMessage.h"
#include "widgets/sweeps/ValueText.h"

namespace isonet::widgets {
namespace {

constexpr int mostRows = 10000, usualSamples = 20;

}  // namespace

SampleFields::SampleFields(QWidget* parent)
    : QWidget(parent), sampleMessage_(new FieldMessage), repeatMessage_(new FieldMessage) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    samples_ = add(grid, 0, 0, tr("&Samples"),
                   tr("<b>Samples</b><br>Rows with random values, in each combination of listed values. A longer sweep "
                      "continues a shorter one: its first samples are the same."));
    sampleSeed_ = add(grid, 0, 2, tr("Sample s&eed"),
                      tr("<b>Sample seed</b><br>The same seed draws the same values, on every computer."));
    repeats_ = add(grid, 2, 0, tr("Re&peats"),
                   tr("<b>Repeats</b><br>Runs of each row, with the seed of the experiment (run.seed) and the next "
                      "ones. The results have their mean and standard deviation."));
    seeds_ = add(grid, 2, 2, tr("or run see&ds"),
                 tr("<b>Run seeds</b><br>Instead of repeats: the seeds of the runs of each row, e.g. <i>1, 2, 3</i>."));
    grid->addWidget(sampleMessage_, 1, 0, 1, 4);
    grid->addWidget(repeatMessage_, 3, 0, 1, 4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 2);
    samples_->setText(QString::number(usualSamples));
    sampleSeed_->setText(QStringLiteral("1"));
    repeats_->setPlaceholderText(QStringLiteral("1"));
    seeds_->setPlaceholderText(QStringLiteral("1, 2, 3"));
    setRandom(false);
}

QLineEdit* SampleFields::add(QGridLayout* grid, int row, int column, const QString& label, const QString& tip) {
    auto* line = new QLineEdit;
    auto* text = new QLabel(label);
    text->setBuddy(line);
    text->setToolTip(tip);
    line->setToolTip(tip);
    line->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    grid->addWidget(text, row, column);
    grid->addWidget(line, row, column + 1);
    connect(line, &QLineEdit::textChanged, this, &SampleFields::changed);
    return line;
}

void SampleFields::setRandom(bool random) {
    random_ = random;
    samples_->setEnabled(random);
    sampleSeed_->setEnabled(random);
}

void SampleFields::show(const sweeps::SweepText& text) {
    samples_->setText(QString::number(text.samples > 0 ? text.samples : usualSamples));
    sampleSeed_->setText(QString::number(text.sampleSeed));
    repeats_->setText(text.repeats > 0 ? QString::number(text.repeats) : QString());
    std::vector<std::string> seeds;
    for (const auto& seed : text.seeds)
        seeds.push_back(seed.value);
    seeds_->setText(joinValues(seeds));
}

bool SampleFields::integer(const QLineEdit* line, const char* key, int least, int most, int& value) {
    const QString text = line->text().trimmed();
    bool ok = false;
    value = text.toInt(&ok);
    if (ok && value >= least && value <= most)
        return true;
    showProblem(key, tr("'%1' is invalid; accepted: an integer from %2 to %3").arg(text).arg(least).arg(most));
    return false;
}

bool SampleFields::addTo(sweeps::SweepText& text) {
    bool valid = true;
    if (random_) {
        int seed = 1;
        valid = integer(samples_, "samples", 1, mostRows, text.samples);
        valid = integer(sampleSeed_, "sample_seed", 0, INT_MAX, seed) && valid;
        text.sampleSeed = static_cast<std::uint64_t>(seed);
    }
    if (!repeats_->text().trimmed().isEmpty())
        valid = integer(repeats_, "repeats", 1, mostRows, text.repeats) && valid;
    for (const auto& seed : splitValues(seeds_->text()))
        text.seeds.push_back({"run.seed", seed, 0});
    return valid;
}

void SampleFields::clearProblems() {
    for (auto* message : {sampleMessage_, repeatMessage_})
        message->showProblem({});
    for (auto* line : {samples_, sampleSeed_, repeats_, seeds_})
        setStyleProperty(line, "wrong", false);
}

bool SampleFields::showProblem(const std::string& key, const QString& problem) {
    QLineEdit* line = key == "samples"       ? samples_
                      : key == "sample_seed" ? sampleSeed_
                      : key == "repeats"     ? repeats_
                      : key == "seeds"       ? seeds_
                                             : nullptr;
    if (!line)
        return false;
    (line == samples_ || line == sampleSeed_ ? sampleMessage_ : repeatMessage_)->showProblem(problem);
    setStyleProperty(line, "wrong", true);
    return true;
}

QString SampleFields::problem() const {
    return sampleMessage_->isProblem()   ? sampleMessage_->text()
           : repeatMessage_->isProblem() ? repeatMessage_->text()
                                         : QString();
}

QList<QWidget*> SampleFields::editors() const {
    return {samples_, sampleSeed_, repeats_, seeds_};
}

}  // namespace isonet::widgets

#include "widgets/sweeps/SweepForm.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/sweeps/FieldMessage.h"
#include "widgets/sweeps/SampleFields.h"
#include "widgets/sweeps/SettingBox.h"
#include "widgets/sweeps/SweepKeys.h"
#include "widgets/sweeps/SweepProblemPlace.h"

namespace isonet::widgets {
namespace {

QLabel* heading(const QString& text, const QString& tip) {
    auto* label = new QLabel(text);
    label->setObjectName(QStringLiteral("summaryTitle"));
    label->setToolTip(tip);
    return label;
}

QString keptText(const sweeps::SweepText& text, bool exceptions) {
    QStringList parts, rows, set;
    for (const auto& row : text.rows)
        rows += QString::fromStdString(!row.label.empty() ? row.label : !row.method.empty() ? row.method : row.name);
    rows.removeAll(QString());
    if (text.rows.size() > 1 || !rows.isEmpty())
        parts += (text.rows.size() == 1 ? SweepForm::tr("1 listed row")
                                        : SweepForm::tr("%1 listed rows").arg(text.rows.size())) +
                 (rows.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(rows.join(QStringLiteral(", "))));
    for (const auto& change : text.set)
        set += QString::fromStdString(change.key + " = " + change.value);
    if (!set.isEmpty())
        parts += SweepForm::tr("in every row %1").arg(set.join(QStringLiteral(", ")));
    if (exceptions)
        parts += SweepForm::tr("exceptions of all rows");
    return parts.isEmpty() ? QString() : SweepForm::tr("Kept from the file: %1.").arg(parts.join(QStringLiteral("; ")));
}

}  // namespace

SweepForm::SweepForm(QWidget* parent)
    : QWidget(parent),
      name_(new QLineEdit(QStringLiteral("sweep"))),
      nameMessage_(new FieldMessage),
      keptMessage_(new FieldMessage),
      samples_(new SampleFields),
      settings_(new QVBoxLayout, [this] { return makeSetting(); }),
      conditions_(new QVBoxLayout, [this] { return makeCondition(); }) {
    auto* nameLabel = new QLabel(tr("&Name"));
    nameLabel->setBuddy(name_);
    name_->setObjectName(QStringLiteral("sweepName"));
    name_->setAccessibleName(tr("Name of the sweep"));
    name_->setToolTip(tr("Short name; also the name of the queue folder"));
    auto* nameLine = new QHBoxLayout;
    nameLine->addWidget(nameLabel);
    nameLine->addWidget(name_, 1);
    auto* hint = new QLabel(
        tr("Listed values make a row for each combination, random ones a row for each sample. Other settings stay as "
           "they are."));
    hint->setObjectName(QStringLiteral("runHint"));
    hint->setWordWrap(true);

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 6, 0);
    all->addLayout(nameLine);
    all->addWidget(nameMessage_);
    all->addWidget(keptMessage_);
    all->addSpacing(4);
    all->addWidget(heading(tr("Settings that vary"), tr("Any key of the configuration, also of single stages")));
    all->addLayout(settings_.column());
    all->addWidget(hint);
    all->addSpacing(4);
    all->addWidget(heading(tr("Samples and repeats"), tr("How often random values are drawn, and each row is run")));
    all->addWidget(samples_);
    all->addSpacing(4);
    all->addWidget(heading(tr("Conditions"), tr("Which rows are left out, or changed")));
    all->addLayout(conditions_.column());
    all->addStretch(1);
    settings_.tidy();
    conditions_.tidy();
    fixTabOrder();
    connect(name_, &QLineEdit::textChanged, this, &SweepForm::edited);
    connect(samples_, &SampleFields::changed, this, &SweepForm::edited);
    check();
}

VariedSetting* SweepForm::makeSetting() {
    auto* row = new VariedSetting(this);
    const QString index = QString::number(settings_.rows().size());
    row->key()->setObjectName(QStringLiteral("sweepKey") + index);
    row->key()->setAccessibleName(tr("Setting that varies"));
    row->values()->setObjectName(QStringLiteral("sweepValues") + index);
    row->key()->setKeys(keys_);
    connectRow(settings_, row);
    return row;
}

ConditionEditor* SweepForm::makeCondition() {
    auto* row = new ConditionEditor(this);
    row->key()->setAccessibleName(tr("Setting of the condition"));
    row->key()->setKeys(keys_);
    connectRow(conditions_, row);
    return row;
}

template <typename Row>
void SweepForm::connectRow(GrowingRows<Row>& rows, Row* row) {
    connect(row, &Row::changed, this, &SweepForm::edited);
    connect(row, &Row::removeRequested, this, [this, &rows, row] {
        const auto index = static_cast<std::size_t>(std::ranges::find(rows.rows(), row) - rows.rows().begin());
        rows.remove(row);
        rows.at(index)->key()->setFocus();
        edited();
    });
}

void SweepForm::setBase(const config::RunConfig& base) {
    kept_ = {};
    kept_.text.base = base;
    kept_.text.base.run.name.clear();
    kept_.text.rows.emplace_back();
    keys_ = sweepKeys(base);
    for (auto* row : settings_.rows())
        row->key()->setKeys(keys_);
    for (auto* row : conditions_.rows())
        row->key()->setKeys(keys_);
    check();
}

void SweepForm::setFile(const sweeps::SweepFile& file) {
    quiet_ = true;
    setBase(file.text.base);
    fromFile_ = true;
    kept_ = file;
    sweeps::SweepText& text = kept_.text;
    if (text.when.empty() && text.rows.size() == 1)
        std::swap(text.when, text.rows.front().when);
    // Exceptions are applied in order, so that they are edited all or not at all.
    const bool editable = std::ranges::none_of(text.exceptions, [](const auto& one) { return one.where.empty(); });
    name_->setText(QString::fromStdString(file.name));
    settings_.clear();
    conditions_.clear();
    std::size_t row = 0;
    for (const auto& values : text.vary)
        setting(row++)->showValues(values);
    for (const auto& key : text.sample)
        setting(row++)->showSample(key);
    row = 0;
    auto shown = text;
    if (!editable)
        shown.exceptions.clear();
    for (const auto& [kind, shownCondition] : conditionsOf(shown))
        condition(row++)->showCondition(kind, shownCondition);
    samples_->show(text);
    text.vary.clear();
    text.sample.clear();
    text.when.clear();
    text.seeds.clear();
    text.samples = text.repeats = 0;
    if (editable)
        text.exceptions.clear();
    keptMessage_->showNote(keptText(text, !editable));
    rowsInTabOrder_ = 0;
    quiet_ = false;
    edited();
}

void SweepForm::edited() {
    if (quiet_)
        return;
    settings_.tidy();
    conditions_.tidy();
    fixTabOrder();
    check();
    Q_EMIT changed();
}

// Rows that are made later come after those above them.
void SweepForm::fixTabOrder() {
    const std::size_t count = settings_.rows().size() + conditions_.rows().size();
    if (std::exchange(rowsInTabOrder_, count) == count)
        return;
    QList<QWidget*> order{name_};
    for (const auto* row : settings_.rows())
        order += row->editors();
    order += samples_->editors();
    for (const auto* row : conditions_.rows())
        order += row->editors();
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

std::vector<spec::Problem> SweepForm::read(sweeps::SweepFile& file) {
    std::vector<spec::Problem> problems;
    const auto add = [&](auto* row, const auto& use) {
        row->showProblem({});
        if (row->isEmpty())
            return;
        try {
            use();
        } catch (const config::ConfigError& error) {
            problems.insert(problems.end(), error.problems().begin(), error.problems().end());
            row->showProblem(QString::fromStdString(error.problems().front().message));
        }
    };
    const QString name = name_->text().trimmed();
    nameMessage_->showProblem({});
    if (name.isEmpty() || name.contains(QLatin1Char('/')) || name.startsWith(QLatin1Char('.'))) {
        const QString problem =
            tr("'%1' is not a valid folder name; use a name without '/' that does not start with a dot").arg(name);
        problems.push_back({tr("Name").toStdString(), problem.toStdString()});
        nameMessage_->showProblem(problem);
    }
    setStyleProperty(name_, "wrong", nameMessage_->isProblem());
    file.name = name.toStdString();
    for (auto* row : settings_.rows())
        add(row, [&] { row->addTo(file.text); });
    auto above = ConditionEditor::Kind::Only;
    for (auto* row : conditions_.rows())
        add(row, [&] { row->addTo(file.text, above); });
    samples_->clearProblems();
    samples_->setRandom(
        std::ranges::any_of(settings_.rows(), [](const auto* row) { return !row->isEmpty() && row->isRandom(); }));
    if (!samples_->addTo(file.text))
        problems.push_back({tr("Samples and repeats").toStdString(), samples_->problem().toStdString()});
    return problems;
}

void SweepForm::check() {
    made_.reset();
    error_.reset();
    file_ = kept_;
    auto problems = read(file_);
    explains_ = !problems.empty();
    if (problems.empty() && isEmpty())
        problems.push_back({tr("Vary").toStdString(),
                            tr("no setting selected; choose a setting, e.g. penalty.coefficient, and its values: 0, "
                               "1e-5, 1e-4")
                                .toStdString()});
    if (!problems.empty()) {
        error_.emplace(std::move(problems));
        return;
    }
    if (file_.title.empty() && !fromFile_)
        for (const auto* row : settings_.rows())
            if (!row->isEmpty())
                file_.title += (file_.title.empty() ? "Sweep of " : ", ") + row->key()->key();
    try {
        made_ = sweeps::expand(file_, file_.name);
    } catch (const config::ConfigError& error) {
        error_ = error;
        explains_ = true;
        for (const auto& problem : error.problems())
            explains_ = showBelowField(problem, file_.text) && explains_;
    }
}

bool SweepForm::showBelowField(const spec::Problem& problem, const sweeps::SweepText& text) {
    const QString message = QString::fromStdString(problem.message);
    const auto show = [&](auto* row) {
        if (row->problem().isEmpty())
            row->showProblem(message);
        return true;
    };
    VariedSetting* about = nullptr;
    for (auto* row : settings_.rows()) {
        if (row->isEmpty() || !isAbout(problem, row->key()->key()))
            continue;
        about = row;
        sweeps::SweepText alone;
        row->addTo(alone);
        if (failsAlone(text, alone))
            return show(row);
    }
    ConditionEditor* condition = nullptr;
    for (auto* row : conditions_.rows())
        if (!row->isEmpty() && (problem.field == "rows" || isAbout(problem, row->key()->key())))
            condition = row;
    if (about && (isOfVariedKey(problem) || !condition))
        return show(about);
    if (condition)
        return show(condition);
    return samples_->showProblem(problem.field, message);
}

const sweeps::SweepFile& SweepForm::file() const {
    if (error_)
        throw *error_;
    return file_;
}

const sweeps::Sweep& SweepForm::sweep() const {
    if (error_)
        throw *error_;
    return *made_;
}

bool SweepForm::isEmpty() const {
    return !fromFile_ && file_.text.repeats == 0 && file_.text.seeds.empty() &&
           std::ranges::all_of(settings_.rows(), [](const auto* row) { return row->isEmpty(); });
}

bool SweepForm::explainsProblems() const {
    return explains_;
}

QString SweepForm::nameProblem() const {
    return nameMessage_->isProblem() ? nameMessage_->text() : QString();
}

}  // namespace isonet::widgets

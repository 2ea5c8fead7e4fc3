#include "widgets/sweeps/SweepDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cstring>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Comparisons.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/SweepFileText.h"
#include "training/sweeps/SweepYaml.h"
#include "widgets/common/Format.h"
#include "widgets/sweeps/ScaleForm.h"
#include "widgets/sweeps/SweepForm.h"
#include "widgets/sweeps/SweepPreview.h"
#include "widgets/sweeps/SweepRowList.h"

namespace isonet::widgets {
namespace {

const QString sweepSource = QStringLiteral("sweep"), fileSource = QStringLiteral("file");

// Takes minutes on two CPU cores.
sweeps::Scale smallScale(const sweeps::Sweep& sweep) {
    sweeps::Scale scale;
    scale.epochs = 2;
    if (config::isDetection(sweep.rows.front().config)) {
        scale.depths = {18};
        scale.iterations = 200;
        scale.images = scale.validationImages = 8;
        scale.assignments = {"optimizer.accumulate_batches=1", "detection.short_side=192", "detection.long_side=320"};
        return scale;
    }
    scale.dataset = "fashion-mnist";
    scale.depths = {20};
    scale.images = 10000;
    return scale;
}

}  // namespace

// Replaces command options and keys by the labels of their fields.
QString SweepDialog::withFieldLabels(const QString& problem) {
    const std::pair<const char*, QString> labels[] = {{"--data: ", tr("Dataset")},
                                                      {"--depth: ", tr("Depths")},
                                                      {"--iterations: ", tr("Iterations")},
                                                      {"--set: ", tr("Overrides")},
                                                      {"--rows: ", tr("Rows")},
                                                      {"data.root: ", tr("Data folder (data.root)")},
                                                      {"run.epochs: ", tr("Epochs")},
                                                      {"run.batch_size: ", tr("Batch size")}};
    auto lines = problem.split(QLatin1Char('\n'));
    for (auto& line : lines)
        for (const auto& [key, label] : labels)
            if (line.startsWith(QLatin1String(key)))
                line = label + QStringLiteral(": ") + line.mid(qsizetype(std::strlen(key)));
    return lines.join(QLatin1Char('\n'));
}

SweepDialog::SweepDialog(const config::RunConfig& draft, const QString& folder, QWidget* parent)
    : QDialog(parent),
      draft_(draft),
      folder_(folder),
      source_(new QComboBox),
      title_(new QLabel),
      problem_(new QLabel),
      summary_(new QLabel),
      data_(new QLabel),
      sources_(new QStackedWidget),
      rows_(new SweepRowList),
      form_(new SweepForm),
      fileForm_(new SweepForm),
      scale_(new ScaleForm),
      preview_(new SweepPreview),
      small_(new QPushButton(tr("Small (minutes)"))),
      original_(new QPushButton(tr("Unchanged"))),
      add_(nullptr),
      run_(nullptr),
      save_(nullptr) {
    setObjectName(QStringLiteral("experimentDialog"));
    setWindowTitle(tr("New queue"));
    resize(1120, 740);
    form_->setBase(draft_);
    for (const auto& table : sweeps::paperTables()) {
        const QString name = QString::fromStdString(table.name);
        source_->addItem(tr("Table %1 from the paper").arg(name.mid(5)), name);
    }
    for (const auto& sweep : sweeps::comparisons())
        source_->addItem(tr("Packaged sweep: %1").arg(QString::fromStdString(sweep.title)),
                         QString::fromStdString(sweep.name));
    source_->addItem(tr("Sweep of the current experiment"), sweepSource);
    build();
    showSource();
}

QLayout* SweepDialog::makeTop() {
    source_->setObjectName(QStringLiteral("experimentSource"));
    source_->setAccessibleName(tr("Rows of the queue"));
    source_->setToolTip(tr("Source of the rows of the queue"));
    title_->setWordWrap(true);
    title_->setObjectName(QStringLiteral("runHint"));
    sources_->addWidget(rows_);
    for (auto* form : {form_, fileForm_}) {
        auto* area = new QScrollArea;
        area->setWidgetResizable(true);
        area->setFocusPolicy(Qt::ClickFocus);
        area->setFrameShape(QFrame::NoFrame);
        area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        area->setWidget(form);
        sources_->addWidget(area);
    }
    auto* left = new QVBoxLayout;
    left->addWidget(source_);
    left->addWidget(title_);
    left->addWidget(sources_, 1);

    small_->setToolTip(tr("Small datasets and networks, to get an answer within minutes"));
    original_->setToolTip(tr("Dataset, depths and length as defined by the sweep"));
    auto* quick = new QHBoxLayout;
    quick->addWidget(small_);
    quick->addWidget(original_);
    quick->addStretch(1);
    auto* scaleBox = new QGroupBox(tr("Scale"));
    auto* scaleColumn = new QVBoxLayout(scaleBox);
    scaleColumn->addLayout(quick);
    scaleColumn->addWidget(scale_);
    scaleColumn->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::ClickFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(scaleBox);
    auto* top = new QHBoxLayout;
    top->addLayout(left, 8);
    top->addWidget(scroll, 5);
    return top;
}

QDialogButtonBox* SweepDialog::makeButtons() {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    run_ = buttons->addButton(tr("Add and &run"), QDialogButtonBox::AcceptRole);
    add_ = buttons->addButton(tr("&Add"), QDialogButtonBox::AcceptRole);
    add_->setObjectName(QStringLiteral("experimentAdd"));
    run_->setObjectName(QStringLiteral("experimentAddAndRun"));
    run_->setToolTip(tr("Create the queue and start its first row"));
    add_->setToolTip(tr("Create the queue without starting it"));
    save_ = buttons->addButton(tr("Sa&ve as file…"), QDialogButtonBox::ActionRole);
    save_->setObjectName(QStringLiteral("experimentSave"));
    save_->setToolTip(
        tr("Save as a sweep file (YAML), to open it again or run it with isonet reproduce. With changes "
           "under Scale every row is written out."));
    save_->setAutoDefault(false);
    connect(save_, &QPushButton::clicked, this, &SweepDialog::saveRequested);
    connect(run_, &QPushButton::clicked, this, [this] { runNow_ = true; });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

void SweepDialog::build() {
    summary_->setObjectName(QStringLiteral("experimentSummary"));
    summary_->setWordWrap(true);
    problem_->setObjectName(QStringLiteral("fieldMessage"));
    problem_->setProperty("kind", "problem");
    data_->setObjectName(QStringLiteral("fieldMessage"));
    data_->setProperty("kind", "note");
    for (auto* label : {problem_, data_})
        label->setWordWrap(true);

    auto* top = makeTop();
    auto* buttons = makeButtons();
    auto* all = new QVBoxLayout(this);
    all->addLayout(top, 5);
    all->addWidget(summary_);
    all->addWidget(preview_, 2);
    all->addWidget(problem_);
    all->addWidget(data_);
    all->addWidget(buttons);

    connect(source_, &QComboBox::currentIndexChanged, this, &SweepDialog::showSource);
    connect(rows_, &QListWidget::itemChanged, this, &SweepDialog::validate);
    for (auto* form : {form_, fileForm_})
        connect(form, &SweepForm::changed, this, &SweepDialog::validate);
    connect(scale_, &ScaleForm::changed, this, &SweepDialog::validate);
    connect(scale_, &ScaleForm::rootRequested, this, &SweepDialog::rootRequested);
    connect(small_, &QPushButton::clicked, this, &SweepDialog::makeSmall);
    connect(original_, &QPushButton::clicked, this, [this] {
        scale_->setScale({});
        QString ignoredProblem;
        if (const auto sweep = source(ignoredProblem))
            scale_->showValues(*sweep);
        validate();
    });
}

void SweepDialog::makeSmall() {
    QString problem;
    if (const auto sweep = source(problem))
        scale_->setScale(smallScale(*sweep));
    validate();
}

void SweepDialog::showTable(const QString& name) {
    source_->setCurrentIndex(std::max(0, source_->findData(name)));
}

void SweepDialog::showSweep() {
    source_->setCurrentIndex(source_->findData(sweepSource));
}

void SweepDialog::showFile(const sweeps::SweepFile& file) {
    file_ = sweeps::expand(file, file.name);
    fileSearches_ = sweeps::searches(file.text);
    fileForm_->setFile(file);
    if (const int old = source_->findData(fileSource); old >= 0)
        source_->removeItem(old);
    source_->addItem(tr("%1 from file").arg(QString::fromStdString(file.name)), fileSource);
    source_->setCurrentIndex(source_->findData(fileSource));
}

std::optional<sweeps::Sweep> SweepDialog::source(QString& problem) const {
    const QString selected = source_->currentData().toString();
    if (!showsForm())
        return selected == fileSource ? file_ : *sweeps::findPackaged(selected.toStdString());
    try {
        return form()->sweep();
    } catch (const config::ConfigError& error) {
        problem = QString::fromUtf8(error.what()).trimmed();
        return std::nullopt;
    }
}

bool SweepDialog::showsForm() const {
    const QString selected = source_->currentData().toString();
    return selected == sweepSource || (selected == fileSource && fileSearches_);
}

SweepForm* SweepDialog::form() const {
    return source_->currentData().toString() == fileSource ? fileForm_ : form_;
}

void SweepDialog::showSource() {
    const QString selected = source_->currentData().toString();
    const bool sweep = selected == sweepSource, paper = !sweep && selected != fileSource;
    sources_->setCurrentIndex(!showsForm() ? 0 : sweep ? 1 : 2);
    small_->setVisible(paper);
    original_->setText(paper ? tr("As in the paper") : tr("Unchanged"));
    QString ignoredProblem;
    if (sweep) {
        sweeps::Sweep single;
        single.rows.resize(1);
        single.rows.front().config = draft_;
        scale_->setSweep(single);
        scale_->setScale({});
        title_->setText(
            tr("Based on %1, the experiment in the form.").arg(QString::fromStdString(config::runTitle(draft_))));
    } else if (const auto sweep = source(ignoredProblem)) {
        scale_->setSweep(*sweep);
        scale_->setScale(paper ? smallScale(*sweep) : sweeps::Scale{});
        title_->setText(QString::fromStdString(sweep->title));
        rows_->setSweep(*sweep);
    }
    validate();
}

void SweepDialog::validate() {
    made_.reset();
    QString problem;
    if (const auto sweep = source(problem)) {
        try {
            auto scale = scale_->scale();
            if (!showsForm()) {
                scale.rows = rows_->checkedIds();
                if (scale.rows.empty())
                    problem = tr("No row is checked. Check at least one.");
                if (int(scale.rows.size()) == rows_->count())
                    scale.rows.clear();  // all rows
            }
            if (problem.isEmpty()) {
                made_ = sweeps::scaled(*sweep, scale);
                scale_->showValues(*made_);
            }
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what()).trimmed();
        }
    }
    // Long lists are repetitive.
    if (const auto lines = problem.split(QLatin1Char('\n')); lines.size() > 3)
        problem = lines.mid(0, 3).join(QLatin1Char('\n')) + tr("\n… and %1 more").arg(lines.size() - 3);
    problem_->setText(withFieldLabels(problem));
    // An empty form is explained by the summary; problems of a field are shown below it.
    const bool explained = showsForm() && (form()->isEmpty() || form()->explainsProblems());
    problem_->setVisible(!problem.isEmpty() && !explained);
    save_->setEnabled(made_.has_value());
    add_->setEnabled(made_.has_value());
    run_->setEnabled(made_.has_value());
    showPreview();
    if (made_)
        Q_EMIT dataRequested(made_->rows.front().config);
}

void SweepDialog::showPreview() {
    data_->setVisible(false);
    preview_->setRows(made_ ? made_->rows : std::vector<sweeps::SweepRow>{});
    if (!made_) {
        summary_->setText(showsForm() && form()->isEmpty()
                              ? tr("No runs yet. Choose a setting, e.g. <i>penalty.coefficient</i>, and its values, "
                                   "<i>0, 1e-5, 1e-4</i>.")
                              : tr("No runs yet."));
        return;
    }
    summary_->setText(countText() + tr(", run in sequence, in a new folder %1-&lt;time&gt; in %2")
                                        .arg(QString::fromStdString(made_->name).toHtmlEscaped(),
                                             QDir::toNativeSeparators(folder_).toHtmlEscaped()));
}

// "24 rows, 3 repeats each: 72 runs".
QString SweepDialog::countText() const {
    const auto runs = made_->rows.size();
    const auto repeats = showsForm() ? static_cast<std::size_t>(sweeps::repeatsOf(form()->file().text)) : 1;
    const QString total = runs == 1 ? tr("<b>1 run</b>") : tr("<b>%1 runs</b>").arg(runs);
    if (repeats == 1 || runs % repeats != 0)
        return total;
    return tr("%1, %2 repeats each: ")
               .arg(runs == repeats ? tr("1 row") : tr("%1 rows").arg(runs / repeats))
               .arg(repeats) +
           total;
}

std::string SweepDialog::fileText() const {
    if (!made_)
        return {};
    return showsForm() && scale_->scale() == sweeps::Scale{} ? sweeps::toYaml(form()->file()) : sweeps::toYaml(*made_);
}

void SweepDialog::showSaved(const QString& message) {
    summary_->setText(message.toHtmlEscaped());
}

QString SweepDialog::problem() const {
    return problem_->text();
}

void SweepDialog::setDataMessage(const QString& message, bool found) {
    data_->setText(found ? QString() : message);
    data_->setVisible(!found && made_.has_value() && !message.isEmpty());
}

QListWidget* SweepDialog::rows() const {
    return rows_;
}

QTableWidget* SweepDialog::preview() const {
    return preview_;
}

}  // namespace isonet::widgets

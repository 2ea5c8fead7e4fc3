#include "widgets/ExperimentDialog.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableWidget>
#include <algorithm>
#include <cstring>

#include "training/config/Figures.h"
#include "training/config/RunConfigYaml.h"
#include "training/experiments/Results.h"
#include "widgets/Format.h"
#include "widgets/ScaleForm.h"
#include "widgets/SweepForm.h"

namespace isonet::widgets {
namespace {

const QString sweepSource = QStringLiteral("sweep"), fileSource = QStringLiteral("file");
constexpr int idRole = Qt::UserRole + 1;

// For minutes on two processor cores.
experiments::Scale smallScale(const config::Experiment& experiment) {
    experiments::Scale scale;
    scale.epochs = 2;
    if (config::isDetection(experiment.rows.front().config)) {
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

// The command's options and the keys that have a field here, by the field's name.
QString withFieldNames(QString problem) {
    static const std::pair<const char*, const char*> fields[] = {{"--data: ", "Data: "},
                                                                 {"--depth: ", "Depths: "},
                                                                 {"--iterations: ", "Iterations: "},
                                                                 {"--set: ", "Also set: "},
                                                                 {"--rows: ", "Rows: "},
                                                                 {"data.root: ", "Its folder (data.root): "},
                                                                 {"run.epochs: ", "Epochs: "},
                                                                 {"run.batch_size: ", "Batch size: "}};
    auto lines = problem.split(QLatin1Char('\n'));
    for (auto& line : lines)
        for (const auto& [key, name] : fields)
            if (line.startsWith(QLatin1String(key)))
                line = QString::fromLatin1(name) + line.mid(qsizetype(std::strlen(key)));
    return lines.join(QLatin1Char('\n'));
}

}  // namespace

ExperimentDialog::ExperimentDialog(const config::RunConfig& draft, const QString& folder, QWidget* parent)
    : QDialog(parent),
      draft_(draft),
      folder_(folder),
      what_(new QComboBox),
      title_(new QLabel),
      problem_(new QLabel),
      summary_(new QLabel),
      data_(new QLabel),
      sources_(new QStackedWidget),
      rows_(new QListWidget),
      sweep_(new SweepForm),
      scale_(new ScaleForm),
      preview_(new QTableWidget),
      small_(new QPushButton(tr("Small, for minutes"))),
      original_(new QPushButton(tr("As it is"))),
      add_(nullptr),
      run_(nullptr) {
    setObjectName(QStringLiteral("experimentDialog"));
    setWindowTitle(tr("New queue"));
    resize(980, 680);
    sweep_->setBase(draft_);
    for (const auto& table : config::paperTables()) {
        const QString name = QString::fromStdString(table.name);
        what_->addItem(tr("The paper's Table %1").arg(name.mid(5)), name);
    }
    what_->addItem(tr("A sweep of the form's experiment"), sweepSource);
    build();
    showSource();
}

void ExperimentDialog::makeSmall() {
    QString problem;
    if (const auto experiment = source(problem))
        scale_->setScale(smallScale(*experiment));
    judge();
}

void ExperimentDialog::showTable(const QString& name) {
    what_->setCurrentIndex(std::max(0, what_->findData(name)));
}

void ExperimentDialog::showSweep() {
    what_->setCurrentIndex(what_->findData(sweepSource));
}

void ExperimentDialog::showFile(const config::Experiment& experiment) {
    file_ = experiment;
    if (const int old = what_->findData(fileSource); old >= 0)
        what_->removeItem(old);
    what_->addItem(tr("The file's %1").arg(QString::fromStdString(experiment.name)), fileSource);
    what_->setCurrentIndex(what_->findData(fileSource));
}

std::optional<config::Experiment> ExperimentDialog::source(QString& problem) const {
    const QString what = what_->currentData().toString();
    if (what == fileSource)
        return file_;
    if (what != sweepSource)
        return *config::findPaperTable(what.toStdString());
    try {
        return sweep_->experiment();
    } catch (const config::ConfigError& error) {
        problem = QString::fromUtf8(error.what()).trimmed();
        return std::nullopt;
    }
}

void ExperimentDialog::showSource() {
    const QString what = what_->currentData().toString();
    const bool sweep = what == sweepSource, paper = !sweep && what != fileSource;
    sources_->setCurrentIndex(sweep ? 1 : 0);
    small_->setVisible(paper);
    original_->setText(paper ? tr("As in the paper") : tr("As it is"));
    QString ignored;
    if (sweep) {
        config::Experiment alone;
        alone.rows.resize(1);
        alone.rows.front().config = draft_;
        scale_->setExperiment(alone);
        scale_->setScale({});
        title_->setText(tr("Based on %1, which is in the form.").arg(QString::fromStdString(config::runTitle(draft_))));
    } else if (const auto experiment = source(ignored)) {
        scale_->setExperiment(*experiment);
        scale_->setScale(paper ? smallScale(*experiment) : experiments::Scale{});
        title_->setText(QString::fromStdString(experiment->title));
        showRows(*experiment);
    }
    judge();
}

void ExperimentDialog::showRows(const config::Experiment& experiment) {
    const QSignalBlocker quiet(rows_);
    rows_->clear();
    for (const auto& row : experiment.rows) {
        QString text = QString::fromStdString(row.method) + tr(", %1 layers").arg(row.config.model.depth);
        if (!row.label.empty())
            text.prepend(QString::fromStdString(row.label) + QStringLiteral(":  "));
        QStringList numbers;
        for (std::size_t f = 0; f < config::figuresOf(row.config).size(); ++f)
            if (const auto number = experiments::paperText(row, f); !number.empty())
                numbers += QString::fromStdString(number);
        if (!numbers.isEmpty())
            text += QStringLiteral("  –  ") + numbers.join(QStringLiteral(" / "));
        auto* item = new QListWidgetItem(text, rows_);
        item->setData(idRole, QString::fromStdString(row.id));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    if (rows_->count() > 0)
        rows_->setCurrentRow(0);
}

void ExperimentDialog::judge() {
    made_.reset();
    QString problem;
    if (const auto experiment = source(problem)) {
        try {
            auto scale = scale_->scale();
            int checked = 0;
            if (sources_->currentIndex() == 0) {
                for (int i = 0; i < rows_->count(); ++i)
                    if (rows_->item(i)->checkState() == Qt::Checked) {
                        scale.rows.push_back(rows_->item(i)->data(idRole).toString().toStdString());
                        ++checked;
                    }
                if (checked == 0)
                    problem = tr("No row is checked; check at least one.");
                if (checked == rows_->count())
                    scale.rows.clear();
            }
            if (problem.isEmpty())
                made_ = experiments::scaled(*experiment, scale);
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what()).trimmed();
        }
    }
    // A long list says the same many times over.
    if (const auto lines = problem.split(QLatin1Char('\n')); lines.size() > 3)
        problem = lines.mid(0, 3).join(QLatin1Char('\n')) + tr("\n… and %1 more").arg(lines.size() - 3);
    problem_->setText(withFieldNames(problem));
    // What is merely not there yet is said by the summary.
    problem_->setVisible(!problem.isEmpty() && !(sources_->currentIndex() == 1 && sweep_->isEmpty()));
    add_->setEnabled(made_.has_value());
    run_->setEnabled(made_.has_value());
    showPreview();
    if (made_)
        Q_EMIT dataAsked(made_->rows.front().config);
}

void ExperimentDialog::showPreview() {
    data_->setVisible(false);
    preview_->setRowCount(made_ ? int(made_->rows.size()) : 0);
    if (!made_) {
        summary_->setText(sources_->currentIndex() == 1 && sweep_->isEmpty()
                              ? tr("No runs yet: choose a setting, such as <i>penalty.coefficient</i>, and its values, "
                                   "<i>0, 1e-5, 1e-4</i>.")
                              : tr("No runs yet."));
        return;
    }
    for (int i = 0; i < preview_->rowCount(); ++i) {
        const auto& row = made_->rows[std::size_t(i)];
        const auto* facts = config::findDataset(row.config.data.dataset);
        const QStringList cells{
            QString::fromStdString(row.id),
            QString::fromStdString(row.method),
            QString::number(row.config.model.depth),
            formatNumber(row.config.optimizer.learningRate),
            QString::number(row.config.run.batchSize),
            QString::number(row.config.run.epochs),
            QString::fromStdString(facts ? facts->title : row.config.data.dataset) +
                (row.config.data.trainImages > 0 ? tr(", %1 images").arg(formatCount(row.config.data.trainImages))
                                                 : QString())};
        for (int column = 0; column < cells.size(); ++column)
            preview_->setItem(i, column, new QTableWidgetItem(cells[column]));
    }
    preview_->resizeColumnsToContents();
    const auto count = made_->rows.size();
    summary_->setText((count == 1 ? tr("<b>1 run</b>") : tr("<b>%1 runs</b>").arg(count)) +
                      tr(", one after another, in a folder %1 with the time in %2")
                          .arg(QString::fromStdString(made_->name).toHtmlEscaped(),
                               QDir::toNativeSeparators(folder_).toHtmlEscaped()));
}

QString ExperimentDialog::problem() const {
    return problem_->text();
}

void ExperimentDialog::setDataMessage(const QString& message, bool found) {
    data_->setText(found ? QString() : message);
    data_->setVisible(!found && made_.has_value() && !message.isEmpty());
}

}  // namespace isonet::widgets

#include "widgets/design/StageTable.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "model/spec/Architecture.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/StageFields.h"
#include "widgets/common/Theme.h"
#include "widgets/design/StageEdits.h"
#include "widgets/design/StageTableModel.h"
#include "widgets/design/StageTableView.h"

namespace isonet::widgets {
namespace {

constexpr int shownProblems = 3;  // under the table; the others are marked in their cells

}  // namespace

StageTable::StageTable(QWidget* parent)
    : QWidget(parent),
      model_(new StageTableModel(this)),
      view_(new StageTableView(model_)),
      notice_(new QWidget),
      noticeText_(new QLabel),
      problems_(new QLabel),
      expand_(new QPushButton(tr("Expand"))) {
    setObjectName(QStringLiteral("stagePanel"));
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 2, 6, 2);
    tools->setSpacing(2);
    auto* title = new QLabel(tr("Stages"));
    title->setObjectName(QStringLiteral("summaryTitle"));
    title->setBuddy(view_);
    tools->addWidget(title);
    tools->addStretch(1);
    makeActions(tools);

    notice_->setObjectName(QStringLiteral("readOnlyBanner"));
    notice_->setAttribute(Qt::WA_StyledBackground);
    noticeText_->setWordWrap(true);
    noticeText_->setObjectName(QStringLiteral("stageNotice"));
    expand_->setObjectName(QStringLiteral("expandStages"));
    expand_->setToolTip(tr("Write out the stages, so that each can be edited. The network stays the same."));
    expand_->setAutoDefault(true);  // Return presses it
    auto* line = new QHBoxLayout(notice_);
    line->setContentsMargins(8, 4, 8, 4);
    line->addWidget(noticeText_, 1);
    line->addWidget(expand_);
    problems_->setObjectName(QStringLiteral("stageProblems"));
    problems_->setWordWrap(true);
    problems_->setTextFormat(Qt::RichText);
    problems_->setMargin(6);
    problems_->setVisible(false);

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(tools);
    all->addWidget(notice_);
    all->addWidget(view_, 1);
    all->addWidget(problems_);
    connectParts();
    refreshActions();
}

void StageTable::connectParts() {
    connect(expand_, &QPushButton::clicked, this, &StageTable::expand);
    connect(view_, &StageTableView::editRefused, this, &StageTable::offerToExpand);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        refreshActions();
        if (!quiet_)
            Q_EMIT selectionChanged();
    });
    connect(model_, &StageTableModel::edited, this, [this](const config::RunConfig& config) {
        refusal_.clear();
        showProblems();
        Q_EMIT edited(config);
    });
    connect(model_, &StageTableModel::refused, this, [this](const QString& message) {
        refusal_ = message;
        showProblems();
    });
    connect(model_, &StageTableModel::moveRequested, this, &StageTable::moveTo);
    connect(problems_, &QLabel::linkActivated, this, [this](const QString& cell) {
        view_->setCurrentIndex(model_->index(cell.section(QLatin1Char(':'), 0, 0).toInt(),
                                             std::max(cell.section(QLatin1Char(':'), 1).toInt(), 0)));
        view_->setFocus(Qt::OtherFocusReason);
    });
}

QAction* StageTable::makeAction(const char* name, const char* icon, const QString& text, const QString& keys,
                                const QString& tip) {
    auto* action = new QAction(themedIcon(QString::fromLatin1(icon)), text, this);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(QKeySequence(keys));
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(QStringLiteral("%1 (%2)").arg(tip, action->shortcut().toString(QKeySequence::NativeText)));
    view_->addAction(action);
    return action;
}

void StageTable::makeActions(QHBoxLayout* row) {
    add_ =
        makeAction("addStage", "add", tr("Add stage"), QStringLiteral("Ins"), tr("Add a stage below the selected one"));
    duplicate_ = makeAction("duplicateStage", "duplicate", tr("Duplicate"), QStringLiteral("Ctrl+D"),
                            tr("Duplicate the selected stages"));
    remove_ =
        makeAction("removeStage", "remove", tr("Remove"), QStringLiteral("Del"), tr("Remove the selected stages"));
    up_ = makeAction("moveStageUp", "up", tr("Move up"), QStringLiteral("Alt+Up"), tr("Move the selected stages up"));
    down_ = makeAction("moveStageDown", "down", tr("Move down"), QStringLiteral("Alt+Down"),
                       tr("Move the selected stages down"));
    copy_ = makeAction("copyStage", "copy", tr("Copy as YAML"), QStringLiteral("Ctrl+C"),
                       tr("Copy the selected stages as YAML"));
    paste_ = makeAction("pasteStage", "paste", tr("Paste"), QStringLiteral("Ctrl+V"),
                        tr("Paste stages in YAML below the selected one"));
    connect(add_, &QAction::triggered, this, &StageTable::add);
    connect(duplicate_, &QAction::triggered, this, &StageTable::duplicate);
    connect(remove_, &QAction::triggered, this, &StageTable::remove);
    connect(up_, &QAction::triggered, this, [this] { moveBy(-1); });
    connect(down_, &QAction::triggered, this, [this] { moveBy(1); });
    connect(copy_, &QAction::triggered, this, &StageTable::copy);
    connect(paste_, &QAction::triggered, this, &StageTable::paste);
    for (auto* action : {add_, duplicate_, remove_, up_, down_, copy_, paste_}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        row->addWidget(button);
    }
}

void StageTable::setConfig(const config::RunConfig& config) {
    if (!(config == model_->config()))
        refusal_.clear();
    const bool before = std::exchange(quiet_, true);
    model_->setConfig(config);
    quiet_ = before;
    showNotice(false);
    showProblems();
    refreshActions();
    view_->updateGeometry();
}

void StageTable::setEditable(bool editable) {
    editable_ = editable;
    model_->setEditable(editable);
    showNotice(false);
    refreshActions();
}

void StageTable::showNotice(bool attempted) {
    const bool shorthand = isShorthand(model_->config());
    notice_->setVisible(editable_ && shorthand);
    const auto& model = model_->config().model;
    const QString name = QString::fromStdString(spec::networkName(model));
    const QString why = tr("%1 is written as family and depth.").arg(name);
    noticeText_->setText(attempted ? tr("<b>%1 Expand it to edit its stages.</b>").arg(why)
                                   : tr("%1 Expand it to edit its stages.").arg(why));
}

void StageTable::offerToExpand() {
    if (!editable_ || !isShorthand(model_->config()))
        return;
    showNotice(true);
    expand_->setFocus(Qt::OtherFocusReason);
}

bool StageTable::mayEdit() {
    if (model_->isEditable())
        return true;
    offerToExpand();
    return false;
}

std::vector<int> StageTable::selectedStages() const {
    return model_->stagesOf(view_->selectionModel()->selectedRows());
}

std::vector<NetworkPart> StageTable::selectedParts() const {
    std::vector<NetworkPart> parts;
    QModelIndexList rows = view_->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    for (const auto& index : rows)
        parts.push_back(model_->part(index.row()));
    return parts;
}

void StageTable::selectPart(const NetworkPart& part) {
    const int row = model_->rowOf(part);
    const auto selected = selectedParts();
    if (row < 0 || (selected.size() == 1 && selected.front() == part))
        return;
    const bool before = std::exchange(quiet_, true);
    const QModelIndex index = model_->index(row, std::max(view_->currentIndex().column(), 0));
    view_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    quiet_ = before;
}

void StageTable::apply(const config::RunConfig& config, int firstSelected, int count) {
    if (config == model_->config())
        return;
    setConfig(config);
    const bool before = std::exchange(quiet_, true);
    view_->selectStages(firstSelected, count);
    quiet_ = before;
    Q_EMIT edited(config);
    Q_EMIT selectionChanged();
}

void StageTable::add() {
    if (!mayEdit())
        return;
    const auto parts = selectedParts();
    const int stages = int(model_->config().model.stages.size());
    // Below the last selected row; above the head.
    const int below = parts.empty()                                   ? stages - 1
                      : parts.back().kind == NetworkPart::Kind::Stem  ? -1
                      : parts.back().kind == NetworkPart::Kind::Stage ? parts.back().stage
                                                                      : stages - 1;
    apply(withStagesInserted(model_->config(), below + 1, {nextStage(model_->config(), below)}), below + 1, 1);
}

void StageTable::duplicate() {
    const auto rows = selectedStages();
    if (!rows.empty() && mayEdit())
        apply(withStagesDuplicated(model_->config(), rows), rows.back() + 1, int(rows.size()));
}

void StageTable::remove() {
    const auto rows = selectedStages();
    if (rows.empty() || !mayEdit())
        return;
    const auto changed = withStagesRemoved(model_->config(), rows);
    if (changed == model_->config()) {
        refusal_ = tr("A network has at least one stage.");
        showProblems();
        return;
    }
    apply(changed, std::min(rows.front(), int(changed.model.stages.size()) - 1), 1);
}

void StageTable::moveTo(const std::vector<int>& stages, int to) {
    if (stages.empty() || !mayEdit())
        return;
    const auto before = std::ranges::count_if(stages, [&](int stage) { return stage < to; });
    apply(withStagesMoved(model_->config(), stages, to), to - int(before), int(stages.size()));
}

void StageTable::moveBy(int rows) {
    const auto stages = selectedStages();
    if (stages.empty())
        return;
    const int last = int(model_->config().model.stages.size());
    const int to = rows < 0 ? stages.front() + rows : stages.back() + 1 + rows;
    if (!mayEdit() || to < 0 || (rows > 0 && to > last))
        return;
    moveTo(stages, to);
}

void StageTable::copy() const {
    const auto model = spec::ModelSpec(model_->config().model);
    QString text;
    for (const int stage : selectedStages())
        text += QStringLiteral("- %1\n").arg(
            QString::fromStdString(config::stageYaml(spec::described(model).stages[std::size_t(stage)])));
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void StageTable::paste() {
    if (!mayEdit())
        return;
    try {
        const auto stages = config::stagesFromYaml(QGuiApplication::clipboard()->text().toStdString());
        const auto rows = selectedStages();
        const int at = rows.empty() ? int(model_->config().model.stages.size()) : rows.back() + 1;
        if (!stages.empty())
            apply(withStagesInserted(model_->config(), at, stages), at, int(stages.size()));
    } catch (const config::ConfigError& error) {
        refusal_ = tr("The clipboard does not hold a stage: %1").arg(QString::fromUtf8(error.what()).trimmed());
        showProblems();
    }
}

void StageTable::expand() {
    if (!editable_ || !isShorthand(model_->config()))
        return;
    const auto problems = spec::validate(model_->config().model);
    const auto depth = std::ranges::find(problems, "model.depth", &spec::Problem::field);
    if (depth != problems.end()) {
        refusal_ = tr("Fix the depth in the form first: %1").arg(QString::fromStdString(depth->message));
        showProblems();
        return;
    }
    const auto parts = selectedParts();
    const int stage = !parts.empty() && parts.front().kind == NetworkPart::Kind::Stage ? parts.front().stage : 0;
    apply(expandedConfig(model_->config()), stage, 1);
    view_->setFocus(Qt::OtherFocusReason);
}

void StageTable::refreshActions() {
    const bool stages = !selectedStages().empty();
    for (auto* action : {add_, paste_})
        action->setEnabled(editable_);
    for (auto* action : {duplicate_, remove_, up_, down_})
        action->setEnabled(editable_ && stages);
    copy_->setEnabled(stages);
}

// The refused text first, then the problems by row.
void StageTable::showProblems() {
    QStringList lines;
    if (!refusal_.isEmpty())
        lines << refusal_.toHtmlEscaped();
    const auto& problems = model_->problems();
    for (const auto& problem : problems) {
        if (lines.size() == shownProblems) {
            lines << tr("and %1 more").arg(int(problems.size()) - shownProblems);
            break;
        }
        const auto* key = PartKeys::find(problem.part.kind, problem.key);
        const QString where = key ? tr("%1, %2").arg(partName(problem.part), key->title) : partName(problem.part);
        lines << QStringLiteral("<a href=\"%1:%2\">%3</a>: %4")
                     .arg(model_->rowOf(problem.part))
                     .arg(model_->columnOf(problem.key))
                     .arg(where.toHtmlEscaped(), problem.message.toHtmlEscaped());
    }
    problems_->setText(lines.join(QStringLiteral("<br>")));
    problems_->setVisible(!lines.isEmpty());
}

}  // namespace isonet::widgets

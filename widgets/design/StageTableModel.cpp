#include "widgets/design/StageTableModel.h"

#include <QColor>
#include <QDataStream>
#include <QIODevice>
#include <QMimeData>
#include <algorithm>
#include <set>

#include "model/spec/Architecture.h"
#include "training/config/UnusedSettings.h"
#include "widgets/common/Theme.h"
#include "widgets/design/PartFields.h"
#include "widgets/design/StageEdits.h"

namespace isonet::widgets {
namespace {

const QString stageRowsType = QStringLiteral("application/x-isonet-stage-rows");

}  // namespace

StageTableModel::StageTableModel(QObject* parent) : QAbstractTableModel(parent) {
    stages_ = int(spec::described(config_.model).stages.size());
    refresh();
}

bool StageTableModel::isEditable() const {
    return editable_ && !isShorthand(config_);
}

void StageTableModel::setEditable(bool editable) {
    editable_ = editable;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void StageTableModel::setConfig(const config::RunConfig& config) {
    if (config == config_)
        return;
    resize(int(spec::described(config.model).stages.size()));
    config_ = config;
    refresh();
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
}

// Rows come and go above the head, so that the selected ones stay where they are.
void StageTableModel::resize(int count) {
    const int before = stages_;
    if (count > before) {
        beginInsertRows({}, before + 1, count);
        cells_.insert(cells_.begin() + before + 1, std::size_t(count - before), Row(std::size_t(columnCount())));
        stages_ = count;
        endInsertRows();
    } else if (count < before) {
        beginRemoveRows({}, count + 1, before);
        cells_.erase(cells_.begin() + count + 1, cells_.begin() + before + 1);
        stages_ = count;
        endRemoveRows();
    }
}

void StageTableModel::refresh() {
    spec::ModelSpec given = describedModel(config_.model), inEffect = modelInEffect(config_.model);
    cells_.assign(std::size_t(rowCount()), Row(std::size_t(columnCount())));
    for (int row = 0; row < rowCount(); ++row) {
        for (const auto& field : partFields(given, part(row)))
            if (const int column = columnOf(field.key); column >= 0)
                cells_[std::size_t(row)][std::size_t(column)].text = fieldText(field);
        for (const auto& field : partFields(inEffect, part(row)))
            if (const int column = columnOf(field.key); column >= 0)
                cells_[std::size_t(row)][std::size_t(column)].inEffect = fieldText(field);
    }
    // A number of groups that does not apply is not shown.
    const int groups = columnOf("groups");
    for (int stage = 0; stage < stages_; ++stage) {
        const spec::StageSpec& each = given.stages[std::size_t(stage)];
        Cell& cell = cells_[std::size_t(stage) + 1][std::size_t(groups)];
        if (each.groups == 1 && each.block == spec::BlockKind::DepthwiseSeparable)
            cell = {QString(), tr("one per channel")};
        else if (each.groups == 1 && each.groupWidth > 0)
            cell = {QString(), tr("of %1 channels").arg(each.groupWidth)};
    }
    const auto found = spec::validate(config::networkSpec(config_));
    problems_ = partProblems(found);
    unused_.clear();
    if (found.empty())
        unused_ = partProblems(config::unusedSettings(config_));
}

NetworkPart StageTableModel::part(int row) const {
    if (row <= 0)
        return {NetworkPart::Kind::Stem, 0};
    if (row > stages_)
        return {NetworkPart::Kind::Head, 0};
    return {NetworkPart::Kind::Stage, row - 1};
}

int StageTableModel::rowOf(const NetworkPart& part) const {
    if (part.kind == NetworkPart::Kind::Stem)
        return 0;
    if (part.kind == NetworkPart::Kind::Head)
        return stages_ + 1;
    return part.stage < stages_ ? part.stage + 1 : -1;
}

int StageTableModel::columnOf(const std::string& key) const {
    return int(PartKeys::columns().indexOf(key));
}

std::vector<int> StageTableModel::stagesOf(const QModelIndexList& rows) const {
    std::set<int> stages;
    for (const auto& index : rows)
        if (const NetworkPart at = part(index.row()); at.kind == NetworkPart::Kind::Stage)
            stages.insert(at.stage);
    return {stages.begin(), stages.end()};
}

const PartKey* StageTableModel::key(const QModelIndex& index) const {
    return index.isValid() ? PartKeys::find(part(index.row()).kind, PartKeys::columns().at(index.column())) : nullptr;
}

const PartProblem* StageTableModel::messageOf(const std::vector<PartProblem>& all, const QModelIndex& index) const {
    const NetworkPart at = part(index.row());
    const std::string& column = PartKeys::columns().at(index.column());
    const auto found = std::ranges::find_if(
        all, [&](const PartProblem& problem) { return problem.part == at && problem.key == column; });
    return found == all.end() ? nullptr : &*found;
}

int StageTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : stages_ + 2;
}

int StageTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(PartKeys::columns().size());
}

QVariant StageTableModel::data(const QModelIndex& index, int role) const {
    const PartKey* shown = key(index);
    if (!shown)
        return {};
    const Cell& cell = cells_[std::size_t(index.row())][std::size_t(index.column())];
    const QString& text = cell.text.isEmpty() ? cell.inEffect : cell.text;
    switch (role) {
        case Qt::DisplayRole:
            return shown->titleOf(text);
        case Qt::EditRole:
            return cell.text;
        case Qt::ForegroundRole:
            return problemOf(index)            ? QVariant(themeColors().error)
                   : messageOf(unused_, index) ? QVariant(themeColors().warning)
                   : cell.text.isEmpty()       ? QVariant(themeColors().secondaryText)
                                               : QVariant();
        case Qt::TextAlignmentRole:
            return int(shown->editor == PartEditor::Integer ? Qt::AlignRight | Qt::AlignVCenter
                                                            : Qt::AlignLeft | Qt::AlignVCenter);
        case Qt::BackgroundRole:
            return problemOf(index) ? QVariant(themeColors().errorBack) : QVariant();
        case Qt::ToolTipRole: {
            const auto* problem = problemOf(index);
            if (!problem)
                problem = messageOf(unused_, index);
            return problem ? problem->message.toHtmlEscaped() + QStringLiteral("<hr>") + shown->tooltip
                           : shown->tooltip;
        }
        case Qt::AccessibleTextRole:
            return tr("%1 of %2: %3").arg(shown->title, partName(part(index.row())), shown->titleOf(text));
        default:
            return {};
    }
}

QVariant StageTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) {
        if (role == Qt::DisplayRole)
            return partName(part(section));
        if (role == Qt::ForegroundRole &&
            std::ranges::any_of(problems_, [&](const PartProblem& problem) { return problem.part == part(section); }))
            return themeColors().error;
        return {};
    }
    const auto* key = PartKeys::find(NetworkPart::Kind::Stage, PartKeys::columns().at(section));
    if (role == Qt::DisplayRole)
        return key->title;
    return role == Qt::ToolTipRole ? QVariant(key->tooltip) : QVariant();
}

Qt::ItemFlags StageTableModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return isEditable() ? Qt::ItemIsDropEnabled : Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    if (isEditable()) {
        if (key(index))
            flags |= Qt::ItemIsEditable;
        if (part(index.row()).kind == NetworkPart::Kind::Stage)
            flags |= Qt::ItemIsDragEnabled;
    }
    return flags;
}

bool StageTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    return index.isValid() && role == Qt::EditRole && setValues({index.row()}, index.column(), value.toString());
}

bool StageTableModel::setValues(const QList<int>& rows, int column, const QString& text) {
    if (!isEditable())
        return false;
    std::vector<NetworkPart> parts;
    for (const int row : rows)
        if (key(index(row, column)))
            parts.push_back(part(row));
    config::RunConfig changed = config_;
    if (const QString problem = assignToParts(changed, parts, PartKeys::columns().at(column), text);
        !problem.isEmpty()) {
        Q_EMIT refused(problem);
        return false;
    }
    if (parts.empty())
        return false;
    if (!(changed == config_)) {
        setConfig(changed);
        Q_EMIT edited(changed);
    }
    return true;
}

Qt::DropActions StageTableModel::supportedDropActions() const {
    return Qt::MoveAction;
}

QStringList StageTableModel::mimeTypes() const {
    return {stageRowsType};
}

QMimeData* StageTableModel::mimeData(const QModelIndexList& indexes) const {
    const auto stages = stagesOf(indexes);
    if (stages.empty())
        return nullptr;
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << quint64(quintptr(this)) << QList<int>(stages.begin(), stages.end());
    auto* data = new QMimeData;
    data->setData(stageRowsType, bytes);
    return data;
}

bool StageTableModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                      const QModelIndex& parent) const {
    return isEditable() && action == Qt::MoveAction && data->hasFormat(stageRowsType) &&
           (row >= 0 || parent.isValid()) && column < columnCount();
}

bool StageTableModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                   const QModelIndex& parent) {
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    QDataStream in(data->data(stageRowsType));
    quint64 from = 0;
    QList<int> stages;
    in >> from;
    if (from != quint64(quintptr(this)))
        return false;
    in >> stages;
    if (std::ranges::all_of(stages, [&](int stage) { return stage >= 0 && stage < stages_; })) {
        const int before = row >= 0 ? row : parent.row();  // between rows, or onto one
        Q_EMIT moveRequested({stages.begin(), stages.end()}, std::clamp(before - 1, 0, stages_));
    }
    return false;  // the owner moves the stages; the view must not remove the dragged rows
}

}  // namespace isonet::widgets

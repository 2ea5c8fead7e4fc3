// The stem, the stages and the head as rows of a table; their commonly used keys as columns. An edit changes the
// model's configuration and is reported with it; the owner sends the configuration back by setConfig(). GUI thread
// only.
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/NetworkPart.h"
#include "widgets/design/PartKeys.h"

class QMimeData;

namespace isonet::widgets {

class StageTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit StageTableModel(QObject* parent = nullptr);

    void setConfig(const config::RunConfig& config);
    void setEditable(bool editable);
    const config::RunConfig& config() const { return config_; }
    bool isEditable() const;  // not for the configuration of a run, nor for a shorthand

    NetworkPart part(int row) const;
    int rowOf(const NetworkPart& part) const;                      // -1: no such row
    int columnOf(const std::string& key) const;                    // -1: not a column
    std::vector<int> stagesOf(const QModelIndexList& rows) const;  // indices of stages, ascending
    const PartKey* key(const QModelIndex& index) const;            // nullptr where the part does not have the key
    const std::vector<PartProblem>& problems() const { return problems_; }

    // One edit of the same key of several rows. Returns whether the text was accepted.
    bool setValues(const QList<int>& rows, int column, const QString& text);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    // Dragged rows are stages; they can be dropped between stages of the same table.
    Qt::DropActions supportedDropActions() const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    void edited(const isonet::config::RunConfig& config);
    void refused(const QString& message);  // a text that is not accepted; the value stays
    void moveRequested(const std::vector<int>& stages, int to);

private:
    struct Cell {
        QString text, inEffect;  // as given, and what applies where nothing is given
    };
    using Row = std::vector<Cell>;
    // The one of a cell's key; nullptr: none.
    const PartProblem* messageOf(const std::vector<PartProblem>& all, const QModelIndex& index) const;
    const PartProblem* problemOf(const QModelIndex& index) const { return messageOf(problems_, index); }
    void resize(int count);
    void refresh();

    config::RunConfig config_;
    bool editable_ = true;
    int stages_ = 0;
    std::vector<Row> cells_;  // by row and column
    std::vector<PartProblem> problems_;
    std::vector<PartProblem> unused_;  // settings without effect
};

}  // namespace isonet::widgets

// The list of stages of the Design page: tool bar, table, and the problems of stem, stages and head below it. A network
// written as family and depth is shown as its stages, read-only, with a button that expands it. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/NetworkPart.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace isonet::widgets {

class StageTableModel;
class StageTableView;

class StageTable : public QWidget {
    Q_OBJECT
public:
    explicit StageTable(QWidget* parent = nullptr);

    void setConfig(const config::RunConfig& config);
    void setEditable(bool editable);  // false for the configuration of a run
    StageTableView* view() const { return view_; }
    StageTableModel* model() const { return model_; }

    std::vector<NetworkPart> selectedParts() const;
    void selectPart(const NetworkPart& part);  // emits nothing
    void offerToExpand();                      // after an attempt to edit a shorthand

    void add();
    void duplicate();
    void remove();
    void moveBy(int rows);
    void moveTo(const std::vector<int>& stages, int to);
    void copy() const;
    void paste();
    void expand();

Q_SIGNALS:
    // One complete edit of the configuration, never merged with others.
    void edited(const isonet::config::RunConfig& config);
    void selectionChanged();

private:
    QAction* makeAction(const char* name, const char* icon, const QString& text, const QString& keys,
                        const QString& tip);
    void makeActions(QHBoxLayout* row);
    void connectParts();
    std::vector<int> selectedStages() const;
    bool mayEdit();  // offers to expand a shorthand
    void apply(const config::RunConfig& config, int firstSelected, int count);
    void refreshActions();
    void showProblems();
    void showNotice(bool attempted);

    StageTableModel* model_;
    StageTableView* view_;
    QWidget* notice_;
    QLabel *noticeText_, *problems_;
    QPushButton* expand_;
    QAction *add_ = nullptr, *duplicate_ = nullptr, *remove_ = nullptr, *up_ = nullptr, *down_ = nullptr,
            *copy_ = nullptr, *paste_ = nullptr;
    QString refusal_;
    bool editable_ = true, quiet_ = false;
};

}  // namespace isonet::widgets

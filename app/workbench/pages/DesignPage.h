// The page that draws the network in the form, counts its costs and measures its layers as initialized. It joins
// DesignView with LayerAnalyzer; the measurement starts when editing pauses. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/LayerInfo.h"

class QAction;
class QTimer;

namespace isonet::widgets {
class ConfigForm;
class DesignView;
}  // namespace isonet::widgets

namespace isonet::workbench {

class BackgroundQueries;
class LayerAnalyzer;
class RunSession;

class DesignPage : public QWidget {
    Q_OBJECT
public:
    // `editActions` (undo, redo) become buttons. All must outlive the page.
    DesignPage(const QList<QAction*>& editActions, widgets::ConfigForm& form, RunSession& session,
               BackgroundQueries& background, QWidget* parent = nullptr);
    ~DesignPage() override;

    widgets::DesignView* view() const { return view_; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void measure(bool onRequest);
    void showInitial(const std::vector<model::LayerReport>& rows, bool complete);

    widgets::ConfigForm& form_;
    RunSession& session_;
    widgets::DesignView* view_;
    LayerAnalyzer* analyzer_;
    QTimer* quietTimer_;
    std::optional<config::RunConfig> measured_;  // what is being or has been measured
};

}  // namespace isonet::workbench

// The page that edits the stages of the network in the form, draws it, counts its costs and measures its layers as
// initialized. It joins
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
class DraftDocument;
class LayerAnalyzer;
class RunSession;

class DesignPage : public QWidget {
    Q_OBJECT
public:
    // `actions` (start from, undo, redo) become buttons. All must outlive the page.
    DesignPage(const QList<QAction*>& actions, widgets::ConfigForm& form, DraftDocument& draft, RunSession& session,
               BackgroundQueries& background, QWidget* parent = nullptr);
    ~DesignPage() override;

    widgets::DesignView* view() const { return view_; }

Q_SIGNALS:
    void inspectRequested(const QString& layer);  // a layer, block or stage
    void fieldRequested(const QString& key);      // of a difference: show it in the form

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

// The page that opens networks layer by layer: one, or two side by side. It joins InspectView with LayerLab and knows
// which checkpoints a run has. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"

class QSplitter;
class QToolButton;

namespace isonet::widgets {
class InspectView;
}

namespace isonet::workbench {

class LayerLab;

class InspectPage : public QWidget {
    Q_OBJECT
public:
    explicit InspectPage(QWidget* parent = nullptr);
    ~InspectPage() override;

    // The run whose checkpoints can be chosen (empty: none), and the network of the form, as it would be initialised.
    void setRun(const QString& path, const QString& name);
    void setDraft(const std::optional<config::RunConfig>& config);
    void refreshSources();  // checkpoints come while a run trains
    void setSideBySide(bool on);
    bool isSideBySide() const;
    widgets::InspectView* view(int side = 0) const { return sides_[side].view; }

Q_SIGNALS:
    void sideBySideChanged(bool on);  // two need the whole width

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Side {
        widgets::InspectView* view = nullptr;
        LayerLab* lab = nullptr;
        QString opened;  // the source that the view shows
    };
    void connectSide(Side& side);
    void openSource(Side& side, const QString& value);

    Side sides_[2];
    QSplitter* split_;
    QToolButton* second_;
    QString run_, name_;
    std::optional<config::RunConfig> draft_;
};

}  // namespace isonet::workbench

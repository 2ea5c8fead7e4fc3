// The properties of what is selected on the Design page: its facts, the settings of its part, and the overrides of its
// layers. GUI thread only.
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/LayerInfo.h"
#include "widgets/design/NetworkPart.h"

class QLabel;

namespace isonet::widgets {

class BlockSettings;
class PartProperties;
class SelectionFacts;

class SelectionPanel : public QWidget {
    Q_OBJECT
public:
    explicit SelectionPanel(QWidget* parent = nullptr);
    ~SelectionPanel() override;

    void setConfig(const config::RunConfig& config);
    void setEditable(bool editable);  // false for the configuration of a run
    // Whether the facts of a layer have a link to its weights, those of a run.
    void setInspectable(bool inspectable);
    // Measurements of the initialized layers, or why there are none; a link in it asks for them.
    void setInitial(const std::vector<LayerRow>& rows, const QString& status);
    // A layer, block or part, or an empty name; `parts`: the parts whose settings are shown, several of them if rows of
    // the table are selected together.
    void select(const QString& name, const std::vector<NetworkPart>& parts);
    QString facts() const;  // the displayed text

Q_SIGNALS:
    // `key`: what was edited; quick edits of the same key are one step.
    void edited(const isonet::config::RunConfig& config, const QString& key);
    void expandRequested();
    void measureRequested();
    void inspectRequested(const QString& layer);

private:
    void refresh();

    QLabel* facts_;
    PartProperties* properties_;
    BlockSettings* overrides_;
    config::RunConfig config_;
    std::unique_ptr<SelectionFacts> known_;  // nullptr: the network is invalid
    std::vector<LayerRow> initial_;
    QString initialStatus_, name_;
    bool inspectable_ = false;
    std::vector<NetworkPart> parts_;
};

}  // namespace isonet::widgets

// Controls for the overrides of a layer, its block or its stage: activation, b of SReLU, initialization,
// parameterization, penalty; and a button to reset them. GUI thread only.
#pragma once

#include <QWidget>
#include <functional>

#include "training/config/RunConfig.h"
#include "widgets/design/BlockEdits.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace isonet::widgets {

class BlockSettings : public QWidget {
    Q_OBJECT
public:
    explicit BlockSettings(QWidget* parent = nullptr);

    // A valid configuration to edit and the layer, block or stage that is selected; empty: none.
    void show(const config::RunConfig& config, const QString& layer);
    void setEditable(bool editable);  // false for the configuration of a run

    QString scope() const;  // the layers that edits apply to: "s1.b2"

Q_SIGNALS:
    void edited(const config::RunConfig& config);

private:
    void refresh();
    void change(const std::function<void(BlockChange&)>& fill);
    void changePenalty(bool penalized);
    void reset();
    void readOffset();

    config::RunConfig config_;
    QString layer_, scopeKind_;  // what is selected, and the kind of scope that was chosen last; empty: none
    bool editable_ = true;
    QFormLayout* form_ = nullptr;
    QComboBox *scope_, *activation_, *initialization_, *parameterization_;
    QLineEdit* offset_;
    QLabel *offsetLabel_, *status_;
    QCheckBox *trained_, *penalized_;
    QPushButton* reset_;
};

}  // namespace isonet::widgets

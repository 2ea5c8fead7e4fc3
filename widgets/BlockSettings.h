// Controls for what a layer, its block or its stage has of its own: activation, SReLU's b, initialisation, whether the
// penalty covers it; and the way back to the network's. GUI thread only.
#pragma once

#include <QWidget>
#include <functional>

#include "training/config/RunConfig.h"
#include "widgets/BlockEdits.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace isonet::widgets {

class BlockSettings : public QWidget {
    Q_OBJECT
public:
    explicit BlockSettings(QWidget* parent = nullptr);

    // The configuration to edit, one that can be built, and the layer chosen in its diagram; empty: nothing to edit.
    void show(const config::RunConfig& config, const QString& layer);
    void setEditable(bool editable);  // false: a run's configuration, to be read

    QString scope() const;  // the name that edits are made for: "s1.b2"

Q_SIGNALS:
    void edited(const config::RunConfig& config);

private:
    void refresh();
    void change(const std::function<void(BlockChange&)>& fill);
    void changePenalty(bool penalised);
    void backToNetwork();
    void readOffset();

    config::RunConfig config_;
    QString layer_;
    bool editable_ = true;
    QComboBox *scope_, *activation_, *initialization_;
    QLineEdit* offset_;
    QLabel *offsetLabel_, *says_;
    QCheckBox *trained_, *penalised_;
    QPushButton* back_;
};

}  // namespace isonet::widgets

// The list of settings in which a configuration differs from a preset: the nearest one, or one that the user chooses.
// Return or a double click on a setting asks for its field. GUI thread only.
#pragma once

#include <QWidget>
#include <string>

#include "training/config/RunConfig.h"

class QComboBox;
class QLabel;
class QTreeWidget;

namespace isonet::widgets {

class DifferenceList : public QWidget {
    Q_OBJECT
public:
    explicit DifferenceList(QWidget* parent = nullptr);

    void setConfig(const config::RunConfig& config);
    int count() const;
    QString title() const;  // "2 settings differ from ISONet-20 on Fashion-MNIST"

Q_SIGNALS:
    void fieldRequested(const QString& key);  // "model.stages[2].channels"
    void presetChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void fitColumns();  // long values are elided before the names of settings

    QComboBox* preset_;
    QLabel* title_;
    QTreeWidget* list_;
    config::RunConfig config_;
};

}  // namespace isonet::widgets

// A combo box of the keys of a configuration, with completion. GUI thread only.
#pragma once

#include <QComboBox>
#include <string>
#include <utility>
#include <vector>

namespace isonet::widgets {

class SettingBox : public QComboBox {
    Q_OBJECT
public:
    explicit SettingBox(QWidget* parent = nullptr);

    void setKeys(const std::vector<std::pair<QString, QString>>& keys);  // with their values; the text stays
    std::string key() const;       // in full: "stages[2].channels" gives "model.stages[2].channels"
    QString currentValue() const;  // of the key in the base; empty: none, or an unknown key
    bool takesIntegers() const;    // whether the key is known and takes one integer

private:
    std::vector<std::pair<QString, QString>> keys_;
};

}  // namespace isonet::widgets

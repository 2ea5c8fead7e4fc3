// All settings of the selected stem, stages or head. Where several stages are selected, an edit changes them all; a
// value in which they differ is shown as "mixed". A key that is not given shows what applies instead. GUI thread only.
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/NetworkPart.h"
#include "widgets/design/PartKeys.h"
#include "widgets/form/FormField.h"

class QLabel;
class QVBoxLayout;

namespace isonet::widgets {

class FormFieldMaker;

class PartProperties : public QWidget {
    Q_OBJECT
public:
    explicit PartProperties(QWidget* parent = nullptr);
    ~PartProperties() override;

    // Parts of another kind than the first are left out. No parts: nothing is shown.
    void show(const config::RunConfig& config, const std::vector<NetworkPart>& parts);
    void setEditable(bool editable);  // false for the configuration of a run

Q_SIGNALS:
    void edited(const isonet::config::RunConfig& config, const QString& key);
    void expandRequested();

private:
    // The values of one key in the selected parts.
    struct Values {
        QString given, inEffect;  // the common one; empty if they differ
        bool mixed = false, mayBeUnset = false;
    };
    Values valuesOf(const std::string& key, const config::RunConfig& config) const;

    void build(NetworkPart::Kind kind);
    void addInteger(FormFieldMaker& maker, const PartKey& key);
    void addChoice(FormFieldMaker& maker, const PartKey& key);
    void addText(FormFieldMaker& maker, const PartKey& key);
    QString assign(const PartKey& key, const QString& text, config::RunConfig& config) const;
    void handleEdit(std::size_t index);
    void refresh();
    void present();

    config::RunConfig config_;
    std::vector<NetworkPart> parts_;
    bool editable_ = true;
    std::vector<FormField> fields_;
    QVBoxLayout* column_;
    QLabel* hint_;
    FormSection* section_ = nullptr;  // nullptr: not built
    NetworkPart::Kind kind_ = NetworkPart::Kind::Stem;
};

}  // namespace isonet::widgets

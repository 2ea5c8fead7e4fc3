// How the keys of stem, stages and head are presented: title, tooltip, editor. The values themselves are read and
// written by the fields of the configuration (training/config/StageFields.h).
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QVector>
#include <string>
#include <utility>

#include "widgets/design/NetworkPart.h"
#include "widgets/form/ChoiceText.h"

namespace isonet::widgets {

enum class PartEditor { Integer, Choice, Text };  // a switch is a choice of yes and no

struct PartKey {
    std::string key;  // in YAML: "bottleneck_ratio"
    QString title;
    QString tooltip;
    PartEditor editor = PartEditor::Text;
    int low = 1, high = 1;                            // of integers
    QString lowText;                                  // shown instead of `low`; empty: the number
    QVector<std::pair<QString, ChoiceItem>> choices;  // of choices: name in YAML, title and tooltip
    QString titleOf(const QString& value) const;      // of a choice; else the value
};

class PartKeys {
    Q_DECLARE_TR_FUNCTIONS(PartKeys)
public:
    // In the order of the properties. A key that no list has is shown with its name in YAML.
    static const QVector<PartKey>& of(NetworkPart::Kind kind);
    static const PartKey* find(NetworkPart::Kind kind, const std::string& key);
    static const QVector<std::string>& columns();  // keys of stages that the table shows

private:
    static QVector<PartKey> stem();
    static QVector<PartKey> stage();
    static QVector<PartKey> head();
};

}  // namespace isonet::widgets

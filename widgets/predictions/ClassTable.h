// Accuracy by class, sortable. A click chooses the class. GUI thread only.
#pragma once

#include <QTableWidget>

#include "widgets/predictions/ClassifierInfo.h"

namespace isonet::widgets {

class ClassTable : public QTableWidget {
    Q_OBJECT
public:
    explicit ClassTable(QWidget* parent = nullptr);
    void setResults(const ClassifierResults& results, const QStringList& classes);

Q_SIGNALS:
    void classClicked(int label);
};

}  // namespace isonet::widgets

// A collapsible group of form rows. A row has a label, an editor with its unit, and a message below. GUI thread only.
#pragma once

#include <QLabel>
#include <QToolButton>
#include <QWidget>

class QGridLayout;

namespace isonet::widgets {

struct FormRow {
    QLabel* label = nullptr;
    QWidget* editor = nullptr;
    QLabel* unit = nullptr;     // nullptr: none
    QLabel* message = nullptr;  // hidden while empty
};

class FormSection : public QWidget {
    Q_OBJECT
public:
    explicit FormSection(const QString& title, QWidget* parent = nullptr);

    FormRow addRow(const QString& label, QWidget* editor, const QString& unit = {});
    void setExpanded(bool expanded);
    bool isExpanded() const;
    // Shown in the title, so that problems in a collapsed section are visible.
    void setProblemCount(int count);

private:
    QToolButton* header_;
    QLabel* mark_;
    QWidget* body_;
    QGridLayout* grid_;
    int rows_ = 0;
};

}  // namespace isonet::widgets

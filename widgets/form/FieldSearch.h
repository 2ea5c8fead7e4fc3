// The search line above the configuration form. Typing marks and shows the first field whose label, key or tooltip has
// all words; Return jumps to it, Down and Up go through the others, Escape ends the search. GUI thread only.
#pragma once

#include <QLineEdit>
#include <QVector>

class QLabel;

namespace isonet::widgets {

class FieldSearch : public QLineEdit {
    Q_OBJECT
public:
    explicit FieldSearch(QWidget* parent = nullptr);

    struct Entry {
        QString key;    // "optimizer.weight_decay"
        QString label;  // "Weight decay"
        QString more;   // section and tooltip, as plain text
    };
    void setEntries(const QVector<Entry>& entries);

    QString status() const;  // "2 of 5", "no match"; empty without a text

    // Keys of the fields that match, the best first: in the label, then in the key, then elsewhere.
    static QStringList matches(const QVector<Entry>& entries, const QString& text);

Q_SIGNALS:
    void shown(const QString& key);   // mark and scroll to it; empty: nothing found
    void chosen(const QString& key);  // go to it
    void ended();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void search();
    void step(int by);

    QVector<Entry> entries_;
    QStringList found_;
    qsizetype at_ = 0;
};

}  // namespace isonet::widgets

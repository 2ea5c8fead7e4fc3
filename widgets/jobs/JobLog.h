// The end of a job's log. Follows new lines, unless the user has scrolled up to read. GUI thread only.
#pragma once

#include <QPlainTextEdit>

namespace isonet::widgets {

class JobLog : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit JobLog(QWidget* parent = nullptr);

    // `key`: whose log it is. Another one than before is shown from its end.
    void setLog(const QString& key, const QString& text);
    void setPlaceholder(const QString& why) { setPlaceholderText(why); }

private:
    QString key_;
};

}  // namespace isonet::widgets

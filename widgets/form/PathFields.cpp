#include "widgets/form/PathFields.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include "training/config/DatasetInfo.h"
#include "widgets/common/PathText.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

struct PathEditor {
    QWidget* widget;
    QLineEdit* edit;
    QToolButton* browse;
};

PathEditor makePathEditor(const QString& label, const QString& browseTip) {
    PathEditor made{new QWidget, new QLineEdit, new QToolButton};
    made.browse->setIcon(themedIcon(QStringLiteral("folder")));
    made.browse->setToolTip(browseTip);
    made.browse->setAccessibleName(browseTip + QStringLiteral(": ") + label);
    auto* line = new QHBoxLayout(made.widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(made.edit, 1);
    line->addWidget(made.browse);
    made.widget->setFocusProxy(made.edit);
    made.edit->setAccessibleName(label);
    return made;
}

void showPath(QLineEdit* edit, const std::string& path) {
    const QString text = pathText(path);
    if (edit->text().trimmed() != text)
        edit->setText(text);
}

}  // namespace

FormField& PathFields::add(FormFieldMaker& maker, const char* key, const QString& label,
                           FormFieldMaker::Place<std::string> place, const Options& options, const QString& tooltip) {
    const auto editor =
        makePathEditor(label, options.kind == Kind::File ? tr("Choose the file") : tr("Choose the folder"));
    auto* edit = editor.edit;
    edit->setPlaceholderText(options.placeholder);
    const auto edited = maker.editedCallback();
    QObject::connect(edit, &QLineEdit::textEdited, edit, edited);
    QObject::connect(editor.browse, &QToolButton::clicked, edit, [edit, edited, options, label] {
        const QDir root(edit->property("root").toString());
        const QString start = root.absoluteFilePath(edit->text());
        const QString chosen = options.kind == Kind::File
                                   ? QFileDialog::getOpenFileName(edit->window(), label, start, options.filter)
                                   : QFileDialog::getExistingDirectory(edit->window(), label, start);
        if (chosen.isEmpty())
            return;
        const QString within = root.relativeFilePath(chosen);
        const bool inside = !edit->property("root").toString().isEmpty() && !within.startsWith(QLatin1String(".."));
        edit->setText(inside ? within : chosen);
        edited();
    });
    FormField& field = maker.custom(key, label, editor.widget, tooltip);
    field.show = [edit, place, relative = options.relativeToData](const RunConfig& c) {
        RunConfig copy = c;
        edit->setProperty("root", relative ? pathText(c.data.root) : QString());
        showPath(edit, place(copy));
    };
    field.read = [edit, place](RunConfig& c) -> QString {
        place(c) = pathBytes(edit->text().trimmed());
        return {};
    };
    return field;
}

FormField& PathFields::addDataRoot(FormFieldMaker& maker) {
    const QString label = tr("Folder");
    const auto editor = makePathEditor(label, tr("Choose the data folder"));
    auto* edit = editor.edit;
    auto* check = new QToolButton;
    check->setObjectName(QStringLiteral("checkDataButton"));
    check->setText(tr("Check"));
    check->setToolTip(tr("Read every image and report corrupt and duplicate images, sizes, mean and deviation"));
    editor.widget->layout()->addWidget(check);
    const auto edited = maker.editedCallback();
    QObject::connect(edit, &QLineEdit::textEdited, edit, edited);
    QObject::connect(editor.browse, &QToolButton::clicked, edit, [edit, edited] {
        const QString start = edit->text().isEmpty() ? edit->placeholderText() : edit->text();
        const QString chosen = QFileDialog::getExistingDirectory(edit->window(), tr("Choose the data folder"), start);
        if (chosen.isEmpty())
            return;
        edit->setText(chosen);
        edited();
    });
    FormField& field = maker.custom("data.root", label, editor.widget,
                                    tr("<b>Folder</b><br>Where the files of the dataset are. Empty: where its package "
                                       "installs them."));
    field.show = [edit](const RunConfig& c) {
        const auto* info = config::findDataset(c.data.dataset);
        edit->setPlaceholderText(info ? QString::fromStdString(info->defaultRoot) : QString());
        showPath(edit, c.data.root);
    };
    field.read = [edit](RunConfig& c) -> QString {
        c.data.root = pathBytes(edit->text().trimmed());
        return {};
    };
    return field;
}

}  // namespace isonet::widgets

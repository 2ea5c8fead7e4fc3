#include "app/workbench/window/PlaceDialog.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/window/DialogSize.h"
#include "widgets/jobs/PlaceForm.h"

namespace isonet::workbench {

using launch::PlaceKind;

namespace {
struct PlaceDialog {
    Q_DECLARE_TR_FUNCTIONS(PlaceDialog)
};
}  // namespace

void askForPlace(QWidget* parent, RunPlaces& places, PlaceKind kind, const QStringList& devices) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("placeDialog"));
    dialog.setWindowTitle(PlaceDialog::tr("Where runs are trained"));
    auto* form = new widgets::PlaceForm;
    for (const PlaceKind each : {PlaceKind::Process, PlaceKind::Devices, PlaceKind::Slurm, PlaceKind::Ssh})
        form->setPlace(places.placeOf(each));
    form->setPlace(places.placeOf(kind));
    form->setDevices(devices);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    auto* use = buttons->button(QDialogButtonBox::Ok);
    use->setText(PlaceDialog::tr("Use for new runs"));
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    const auto check = [use, form] { use->setEnabled(form->problem().isEmpty()); };
    QObject::connect(form, &widgets::PlaceForm::changed, &dialog, check);
    check();
    auto* column = new QVBoxLayout(&dialog);
    column->addWidget(form, 1);
    column->addWidget(buttons);
    fitDialog(dialog, 480);
    if (dialog.exec() == QDialog::Accepted)
        places.setPlace(form->place());
}

}  // namespace isonet::workbench

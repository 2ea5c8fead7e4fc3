#include "app/cli/ExitCode.h"

#include <c10/util/Exception.h>

#include <iostream>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/ShownText.h"
#include "model/interop/FormatError.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/distributed/Errors.h"
#include "training/engine/runtime/OutOfMemory.h"
#include "training/launch/Launcher.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::cli {

namespace {
int fail(const std::string& message, ExitCode code) {
    std::cerr << "isonet: " << base::shownText(message) << '\n';
    return code;
}
}  // namespace

int reportCurrentException() {
    try {
        throw;
    } catch (const config::ConfigError& e) {
        return fail(e.what(), Usage);
    } catch (const telemetry::StorageError& e) {
        return fail(e.what(), Storage);
    } catch (const telemetry::ClaimLost& e) {
        return fail(e.what(), Storage);
    } catch (const launch::LaunchError& e) {
        return fail(e.what(), Storage);
    } catch (const training::DataError& e) {
        return fail(e.what(), Storage);
    } catch (const distributed::RendezvousError& e) {
        return fail(e.what(), Storage);
    } catch (const interop::FormatError& e) {
        return fail(e.what(), Storage);
    } catch (const c10::Error& e) {
        const std::string shortage = training::shortageMessage(e);
        return shortage.empty() ? fail(e.what_without_backtrace(), Unexpected) : fail(shortage, Storage);
    } catch (const std::filesystem::filesystem_error& e) {
        return fail(telemetry::storageError(e.path1(), "cannot be used", e.code()).what(), Storage);
    } catch (const std::system_error& e) {
        const std::string shortage = training::shortageMessage(e);
        return fail(shortage.empty() ? e.what() : shortage, Storage);
    } catch (const std::invalid_argument& e) {
        return fail(e.what(), Usage);
    } catch (const std::exception& e) {
        const std::string shortage = training::shortageMessage(e);
        return shortage.empty() ? fail(e.what(), Unexpected) : fail(shortage, Storage);
    }
}

}  // namespace isonet::cli

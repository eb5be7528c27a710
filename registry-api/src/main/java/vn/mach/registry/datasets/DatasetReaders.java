package vn.mach.registry.datasets;

import java.util.List;
import org.jdbi.v3.core.Handle;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;

/** Who reads a dataset: asked before its contract changes, and told when it has. */
public interface DatasetReaders {
    /** The living views that name a changed or removed column, or that would not be what they are. */
    List<TouchedView> touchedBy(Handle tx, DatasetId dataset, Contract next, ContractDiff diff);

    /** Has every living view of the dataset run over its contract as it is now. */
    void follow(Handle tx, DatasetId dataset);
}

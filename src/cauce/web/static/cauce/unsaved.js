// unsaved

module example.com/keybrake-temporal

go 1.26.8
